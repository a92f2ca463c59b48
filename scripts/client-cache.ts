import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';

const HEADER = `// Written by \`npm run schema\` from schema.graphql: change the schema, not this file.
`;

/** The arguments that choose a page of a list, and not which list it is. */
const PAGING = ['after', 'first'];

/** What normalised caches need to know of a schema, as TypeScript. */
export function printCacheFacts(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const objects = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !isIntrospectionType(type) && !roots.includes(type))
    .map((type) => type as GraphQLObjectType)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const withoutId = objects.filter((type) => type.getFields()['id'] === undefined);
  const owners = [...objects, ...roots.filter((root) => root !== null && root !== undefined)];
  const connections = owners.flatMap(connectionsOf).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${HEADER}
/** The objects without an \`id\`. They are a part of the object that contains them. */
export const withoutId: readonly string[] = ${printNames(withoutId.map(({ name }) => name))};

/** The paged lists: object, field, and the arguments that choose which list it is. */
export const connections: readonly (readonly [string, string, readonly string[]])[] = [
${connections.map(([, line]) => `  ${line},\n`).join('')}];
`;
}

function connectionsOf(type: GraphQLObjectType): readonly (readonly [string, string])[] {
  return Object.values(type.getFields())
    .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
    .map(({ name, args }) => {
      const filters = args.map((arg) => arg.name).filter((arg) => !PAGING.includes(arg));
      const line = `['${type.name}', '${name}', [${filters
        .toSorted()
        .map((arg) => `'${arg}'`)
        .join(', ')}]]`;
      return [`${type.name}.${name}`, line];
    });
}

function printNames(names: readonly string[]): string {
  return `[\n${names.map((name) => `  '${name}',\n`).join('')}]`;
}
