import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { createArguments } from './cost-arguments.ts';

/** How many items a list without a page size is taken to have. */
const LIST_SIZE = 10;

/** What describes the schema is in memory; its own whole description is to stay below the bound. */
const INTROSPECTION_COST = 0.5;

/** An operation that takes more looks at its fields, or nests them deeper, is over any bound. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 100;

export interface CostOptions {
  readonly schema: GraphQLSchema;
  /** Holds the operation's fragments. Need not be valid: what the schema does not know is free. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As the client sent them, or coerced. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * The objects that an operation could return. Fields that merge in the answer count once, of types
 * that exclude each other the dearest counts, and `@skip` and `@include` count as if not there.
 *
 * A field with a `first` argument is a page: a list in it holds as many items, and the page and
 * its edges count only when they hold nothing that does. Infinity when counting takes too long.
 */
export function costOf({ schema, document, operation, variables = {} }: CostOptions): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const args = createArguments(operation, variables);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  let steps = 0;
  let depth = 0;

  function costOfObject(type: GraphQLCompositeType, sets: SelectionSets, page?: number): number {
    if (steps > MAX_STEPS || depth > MAX_DEPTH) return Infinity;
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    let dearest = 0;
    depth += 1;
    for (const possible of types) {
      if (!isObjectType(possible)) continue;
      let sum = 0;
      for (const nodes of fieldsOf(possible, sets).values()) {
        sum += costOfField(possible, nodes, page);
      }
      dearest = Math.max(dearest, sum);
    }
    depth -= 1;
    return steps > MAX_STEPS ? Infinity : dearest;
  }

  /** `page` is how many items the lists of the parent hold, when the parent is a page. */
  function costOfField(parent: GraphQLObjectType, nodes: readonly FieldNode[], page?: number) {
    const [node] = nodes;
    const field = node && schema.getField(parent, node.name.value);
    if (!field) return 0;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;

    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const first = args.pageSize(field, node);
    const listed = listDepth(field.type);
    if (listed === 0 && first !== undefined) return Math.max(1, costOfObject(type, sets, first));

    const length = first ?? page ?? args.idCount(field, node) ?? LIST_SIZE;
    const count = listed === 0 ? 1 : length * LIST_SIZE ** (listed - 1);
    if (count === 0) return 0;
    const inner = costOfObject(type, sets);
    if (page !== undefined && isEdge(field)) return count * Math.max(1, inner);
    return count * ((isIntrospectionType(type) ? INTROSPECTION_COST : 1) + inner);
  }

  /** The fields of one object by their names in the answer, collected as execution does. */
  function fieldsOf(type: GraphQLObjectType, sets: SelectionSets): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const applies = (condition?: string) => {
      const named = condition === undefined ? type : schema.getType(condition);
      return named === type || (isAbstractType(named) && schema.isSubType(named, type));
    };
    const gather = ({ selections }: SelectionSetNode) => {
      for (const selection of selections) {
        steps += 1;
        if (steps > MAX_STEPS) return;
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const others = fields.get(name);
          if (others) others.push(selection);
          else fields.set(name, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value)) gather(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment && applies(fragment.typeCondition.name.value)) gather(fragment.selectionSet);
        }
      }
    };
    sets.forEach(gather);
    return fields;
  }

  return costOfObject(root, [operation.selectionSet]);
}

type SelectionSets = readonly SelectionSetNode[];

function listDepth(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType) : 0;
}

/** True for the list of a page whose items wrap the objects in `node`. */
function isEdge({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  return listDepth(type) === 1 && isObjectType(named) && named.getFields()['node'] !== undefined;
}
