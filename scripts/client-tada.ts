import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';

const HEADER = `// Written by \`npm run schema\` from schema.graphql: change the schema, not this file.
`;

/**
 * The schema as a type for gql.tada, in the form that its own tool prints. The tool cannot be used
 * here: it needs the compiler API of TypeScript, which TypeScript 7 does not have.
 */
export function printTadaTypes(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const scalars = types.filter(isCustomScalar);
  return `${HEADER}
/** For \`initGraphQLTada<{ introspection: introspection; scalars: scalars }>()\`. */
export type introspection = {
  name: never;
  query: ${nameOf(schema.getQueryType())};
  mutation: ${nameOf(schema.getMutationType())};
  subscription: ${nameOf(schema.getSubscriptionType())};
  types: {
${types.map((type) => `    ${type.name}: ${printType(type, schema)};\n`).join('')}  };
};

/** The scalars of the schema, which are strings in JSON. */
export type scalars = {
${scalars.map(({ name }) => `  ${name}: string;\n`).join('')}};
`;
}

const specified = ['Boolean', 'Float', 'ID', 'Int', 'String'];
const isCustomScalar = (type: GraphQLNamedType) =>
  isScalarType(type) && !specified.includes(type.name);

function nameOf(type: GraphQLNamedType | null | undefined): string {
  return type ? `'${type.name}'` : 'never';
}

function printType(type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isScalarType(type)) return 'unknown';
  if (isEnumType(type)) {
    const values = type.getValues().map(({ name }) => name);
    return `{ name: '${type.name}'; enumValues: ${toUnion(values)} }`;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map(printInput);
    return `{ kind: 'INPUT_OBJECT'; name: '${type.name}'; isOneOf: ${String(type.isOneOf)}; inputFields: [${fields.join(', ')}] }`;
  }
  if (isObjectType(type)) {
    return `{ kind: 'OBJECT'; name: '${type.name}'; fields: ${printFields(type.getFields())} }`;
  }
  const fields = isInterfaceType(type) ? printFields(type.getFields()) : '{}';
  const possible = schema.getPossibleTypes(type).map(({ name }) => name);
  return `{ kind: '${kindOf(type)}'; name: '${type.name}'; fields: ${fields}; possibleTypes: ${toUnion(possible)} }`;
}

function printFields(fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>): string {
  const printed = Object.values(fields).map(
    ({ name, type }) => `${name}: { name: '${name}'; type: ${printReference(type)} }`,
  );
  return `{ ${printed.join('; ')} }`;
}

function printInput({ name, type, default: defaultInput }: GraphQLInputField | GraphQLArgument) {
  const value = defaultInput === undefined ? 'null' : 'string';
  return `{ name: '${name}'; type: ${printReference(type)}; defaultValue: ${value} }`;
}

function printReference(type: GraphQLType): string {
  if (isNonNullType(type)) {
    return `{ kind: 'NON_NULL'; name: never; ofType: ${printReference(type.ofType)} }`;
  }
  if (isListType(type)) {
    return `{ kind: 'LIST'; name: never; ofType: ${printReference(type.ofType)} }`;
  }
  const named = type as GraphQLNamedType;
  return `{ kind: '${kindOf(named)}'; name: '${named.name}'; ofType: null }`;
}

function kindOf(type: GraphQLNamedType): string {
  if (isScalarType(type)) return 'SCALAR';
  if (isEnumType(type)) return 'ENUM';
  if (isInputObjectType(type)) return 'INPUT_OBJECT';
  if (isObjectType(type)) return 'OBJECT';
  return isInterfaceType(type) ? 'INTERFACE' : 'UNION';
}

function toUnion(names: readonly string[]): string {
  return names.length === 0 ? 'never' : names.map((name) => `'${name}'`).join(' | ');
}
