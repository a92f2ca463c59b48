import { createHash } from 'node:crypto';
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  introspectionFromSchema,
  isAbstractType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';

/** The object types behind each interface and union: Apollo's `possibleTypes`. */
export function printPossibleTypes(schema: GraphQLSchema): string {
  const entries = typesOf(schema)
    .filter(isAbstractType)
    .map((type) => [type.name, namesOf(schema.getPossibleTypes(type))]);
  return print(entries);
}

/**
 * The TypeScript type of each scalar of the schema, for code generators: all scalars are strings in
 * JSON.
 */
export function printScalars(schema: GraphQLSchema): string {
  const scalars = typesOf(schema).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  return print(scalars.map(({ name }) => [name, 'string']));
}

/** The schema as the result of an introspection, for tools that do not read SDL. */
export function printIntrospection(schema: GraphQLSchema): string {
  return `${JSON.stringify(introspectionFromSchema(schema, { descriptions: false }))}\n`;
}

/** The operations by the hash of their text: a manifest for `PERSISTED_DOCUMENTS`. */
export function printManifest(texts: readonly string[]): string {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  return print(texts.map((text) => [hash(text), text]));
}

function typesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function namesOf(types: readonly GraphQLNamedType[]): readonly string[] {
  return types.map(({ name }) => name).toSorted();
}

function print(entries: readonly (readonly unknown[])[]): string {
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
