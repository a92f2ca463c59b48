import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  type NameNode,
  parse,
  print,
  printSchema,
} from 'graphql';

/** The oldest version of the specification that has these directives, so that any router reads it. */
const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])`;

/**
 * Fields of `Query` that every subgraph in Relay's style has for its own objects. A router cannot
 * know whose object an id names, so that these fields are not part of the supergraph.
 */
const OWN_LOOKUPS: readonly string[] = ['node', 'nodes'];

const key: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: toName('key'),
  arguments: [
    { kind: Kind.ARGUMENT, name: toName('fields'), value: { kind: Kind.STRING, value: 'id' } },
  ],
};

const shareable: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: toName('shareable') };

/**
 * The SDL of the subgraph, sorted: every node is an entity with the key `id`. The specification
 * leaves `_entities` and `_service` out of it.
 */
export function toSubgraphSdl(schema: GraphQLSchema): string {
  const { definitions } = parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const printed = definitions
    // A router has a @defer of its own, and other directives of one subgraph are not composed.
    .filter(({ kind }) => kind !== Kind.DIRECTIVE_DEFINITION)
    .map((definition) => print(toSubgraphDefinition(definition)));
  return `${[LINK, ...printed].join('\n\n')}\n`;
}

function toSubgraphDefinition(definition: DefinitionNode): DefinitionNode {
  // Apollo's composition does not know @oneOf. The gateway checks such input itself.
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return { ...definition, directives: [] };
  }
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  const { name, fields = [], interfaces = [] } = definition;
  if (name.value === 'Query') {
    return { ...definition, fields: fields.filter((field) => !isOwnLookup(field.name)) };
  }
  // Every subgraph in Relay's style has this type, with the same meaning.
  if (name.value === 'PageInfo') return { ...definition, directives: [shareable] };
  const isNode = interfaces.some((each) => each.name.value === 'Node');
  return isNode ? { ...definition, directives: [key] } : definition;
}

function isOwnLookup({ value }: NameNode): boolean {
  return OWN_LOOKUPS.includes(value);
}

function toName(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
