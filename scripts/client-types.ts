import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  type GraphQLType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';

interface Described {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

const HEADER = `// Written by \`npm run schema\` from schema.graphql: change the schema, not this file.
//
// The types of everything that an operation can select. Pick the fields that your operation selects.
// Some names, such as Date and Error, are also names of globals, so import the types under one name:
//   import type * as Api from 'mx-graphql-gateway-client/api';
//   type Card = Pick<Api.Account, 'id' | 'name' | 'balance'>;
`;

/** GraphQL's own scalars. All scalars of the schema are strings in JSON. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ['Boolean', 'boolean'],
  ['Float', 'number'],
  ['ID', 'string'],
  ['Int', 'number'],
  ['String', 'string'],
]);

/**
 * TypeScript for the clients of a schema, sorted by name: objects with `__typename` as their tag,
 * interfaces and unions as unions of the objects, enums as unions of strings, inputs whose optional
 * fields may be omitted (a `@oneOf` input as a union of its fields), and for each field with arguments a type `<Object><Field>Args`.
 */
export function printClientTypes(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .toSorted(byName);
  return [HEADER, ...types.flatMap((type) => printType(type, schema))].join('\n');
}

function printType(type: GraphQLNamedType, schema: GraphQLSchema): readonly string[] {
  if (isObjectType(type)) return [printObject(type), ...printArguments(type)];
  if (isInputObjectType(type)) return [printInput(type)];
  if (isEnumType(type)) return [printEnum(type)];
  if (isScalarType(type)) return [printScalar(type)];
  if (isAbstractType(type)) {
    const names = schema
      .getPossibleTypes(type)
      .toSorted(byName)
      .map(({ name }) => name);
    return [`${toDoc(type)}export type ${type.name} =${toUnion(names, type.name)};\n`];
  }
  return [];
}

function printObject(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).toSorted(byName).map(printField);
  return printInterface(type, type.name, [`  readonly __typename: '${type.name}';\n`, ...fields]);
}

function printField(field: GraphQLField<unknown, unknown>): string {
  return `${toDoc(field, '  ')}  readonly ${field.name}: ${toTypeScript(field.type)};\n`;
}

function printArguments(type: GraphQLObjectType): readonly string[] {
  return Object.values(type.getFields())
    .filter(({ args }) => args.length > 0)
    .toSorted(byName)
    .map(({ name, args }) => {
      const description = `Variables of \`${type.name}.${name}\`.`;
      const argsName = `${type.name}${name.charAt(0).toUpperCase()}${name.slice(1)}Args`;
      return printInterface({ description }, argsName, args.toSorted(byName).map(printInputField));
    });
}

function printInput(type: GraphQLInputObjectType): string {
  if (type.isOneOf) return printOneOf(type);
  const fields = Object.values(type.getFields()).toSorted(byName).map(printInputField);
  return printInterface(type, type.name, fields);
}

function printInputField(field: GraphQLInputField | GraphQLArgument): string {
  const isOptional = !isNonNullType(field.type) || field.default !== undefined;
  const mark = isOptional ? '?' : '';
  return `${toDoc(field, '  ')}  readonly ${field.name}${mark}: ${toTypeScript(field.type)};\n`;
}

/** Exactly one of the fields, which has a value. */
function printOneOf(type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields()).toSorted(byName);
  const ways = fields.map((given) =>
    fields
      .map(({ name, type: held }) =>
        name === given.name ? `readonly ${name}: ${toNonNull(held)}` : `readonly ${name}?: never`,
      )
      .join('; '),
  );
  return `${toDoc(type)}export type ${type.name} =\n${ways.map((way) => `  | { ${way} }`).join('\n')};\n`;
}

function printInterface(described: Described, name: string, fields: readonly string[]): string {
  return `${toDoc(described)}export interface ${name} {\n${fields.join('')}}\n`;
}

function printEnum(type: GraphQLEnumType): string {
  const values = type
    .getValues()
    .toSorted(byName)
    .map((value) => `${toDoc(value, '  ')}  | '${value.name}'`);
  return `${toDoc(type)}export type ${type.name} =\n${values.join('\n')};\n`;
}

function printScalar(type: GraphQLScalarType): string {
  return `${toDoc(type)}export type ${type.name} = string;\n`;
}

/** @param from what stands before the name of a type of the schema, such as `Api.` */
export function toTypeScript(type: GraphQLType, from = ''): string {
  return isNonNullType(type) ? toNonNull(type.ofType, from) : `${toNonNull(type, from)} | null`;
}

function toNonNull(type: GraphQLType, from = ''): string {
  if (isListType(type)) {
    const item = toTypeScript(type.ofType, from);
    return `readonly ${item.endsWith(' | null') ? `(${item})` : item}[]`;
  }
  const { name } = type as GraphQLNamedType;
  return builtIn.get(name) ?? `${from}${name}`;
}

/** The union, on one line if it fits into 100 columns, as the formatter writes it. */
function toUnion(names: readonly string[], owner: string): string {
  const line = ` ${names.join(' | ')}`;
  const fits = `export type ${owner} =${line};`.length <= 100;
  return fits ? line : `\n  | ${names.join('\n  | ')}`;
}

/** The description as TSDoc, on one line if it fits. */
function toDoc({ description, deprecationReason }: Described, indent = ''): string {
  const deprecated = deprecationReason ? [`@deprecated ${deprecationReason}`] : [];
  const lines = [...(description ?? '').split('\n'), ...deprecated]
    .filter((line, index) => index > 0 || line !== '')
    .map((line) => line.replaceAll('*/', '*\\/'));
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines.join('')} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
