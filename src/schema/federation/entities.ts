import {
  type GraphQLFieldConfig,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  type GraphQLSchema,
  GraphQLUnionType,
  isInterfaceType,
} from 'graphql';
import type { Context } from '../../context.ts';
import { limits } from '../../limits.ts';
import { badUserInput } from '../../operation/refusal.ts';
import type { NodeType } from '../global-id.ts';
import { readNode } from '../read-node.ts';
import { type Selection, toSelection } from '../selection.ts';
import { toEntityId } from './representation.ts';

/** The field with which a router reads objects that another subgraph has named. */
export function createEntitiesField(schema: GraphQLSchema): GraphQLFieldConfig<unknown, Context> {
  return {
    type: new GraphQLNonNull(new GraphQLList(createEntityType(schema))),
    description:
      `Up to ${limits.representations} objects, in the order of their representations. An object is null ` +
      'when it does not exist or is not yours. For the router of a supergraph.',
    args: {
      representations: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Representation))),
        description: 'The name of the type and the global id of each object.',
      },
    },
    resolve(_root, args, context, info) {
      const representations = args['representations'] as readonly unknown[];
      checkCount(representations.length);
      const selectionOf = oncePerType((type) => toSelection(info, type));
      // One wrong representation is one error: the other objects may belong to other end users.
      return representations.map(async (representation, index) => {
        const id = toEntityId(representation, index);
        return readNode(id, context, selectionOf(id.type));
      });
    },
  };
}

const Representation = new GraphQLScalarType({
  name: '_Any',
  description: 'An object as a router names it: `{ __typename, id }`.',
});

/** There are many objects, but few types. */
function oncePerType(toSelectionOf: (type: NodeType) => Selection) {
  const selections = new Map<NodeType, Selection>();
  return (type: NodeType): Selection => {
    const known = selections.get(type) ?? toSelectionOf(type);
    selections.set(type, known);
    return known;
  };
}

function createEntityType(schema: GraphQLSchema): GraphQLUnionType {
  const node = schema.getType('Node');
  const types = isInterfaceType(node) ? schema.getImplementations(node).objects : [];
  return new GraphQLUnionType({
    name: '_Entity',
    description: 'An object that other subgraphs may refer to by its id: every `Node`.',
    types,
  });
}

function checkCount(count: number): void {
  const limit = 'representations';
  if (count <= limits[limit]) return;
  throw badUserInput(`${limit} must have at most ${limits[limit]} items.`, [limit], limit);
}
