import fc from 'fast-check';
import {
  buildSchema,
  executeSync,
  getNamedType,
  getNullableType,
  getOperationAST,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import { expect, test } from 'vitest';
import { computeCost } from '../../../src/operation/rules/cost.ts';

function missing(): never {
  throw new Error('The random document is not what this test takes it for.');
}

/** The shapes in which a field can lead to objects of type `T`. */
const shapes: readonly ((name: string, type: string) => string)[] = [
  (name, type) => `${name}: ${type}`,
  (name, type) => `${name}: [${type}!]!`,
  (name, type) => `${name}(first: Int = 3): ${type}Page!`,
  (name, type) => `${name}(first: Int): [${type}]`,
  (name, type) => `${name}(ids: [ID!]!): [${type}]!`,
  (name) => `${name}: Any`,
  (name) => `${name}(first: Int = 2): AnyPage`,
];
const pageOf = (type: string) => `
  type ${type}Page { nodes: [${type}!]! edges: [${type}Edge!]! total: Int at: Place! }
  type ${type}Edge { cursor: ID! node: ${type}! }`;

interface Link {
  readonly shape: number;
  readonly type: number;
}

const names = ['A', 'B', 'C'] as const;
const links = fc.array(fc.record({ shape: fc.nat(shapes.length - 1), type: fc.nat(2) }), {
  minLength: 1,
  maxLength: 4,
});
const schemas = fc.tuple(links, links, links).map((all) =>
  buildSchema(`
    type Query { a: A b: B c: C any: Any }
    interface Any { id: ID! }
    type Place { id: ID! }
    ${all.map((own, index) => typeOf(names[index] ?? 'A', own)).join('\n')}
    ${[...names, 'Any'].map(pageOf).join('\n')}`),
);

function typeOf(name: string, own: readonly Link[]): string {
  const fields = own.map(({ shape, type }, index) =>
    shapes[shape]?.(`${name.toLowerCase()}${index}`, names[type] ?? 'A'),
  );
  return `type ${name} implements Any { id: ID! ${fields.join(' ')} }`;
}

/** Which field to select, with which argument, spread how, and what to select in it. */
interface Choice {
  readonly pick: number;
  readonly first: number;
  readonly spread: 'none' | 'inline' | 'fragment';
  readonly inner: readonly Choice[];
}

const { choices } = fc.letrec<{ choices: readonly Choice[]; choice: Choice }>((tie) => ({
  choices: fc.array(tie('choice'), { minLength: 1, maxLength: 3, depthIdentifier: 'choices' }),
  choice: fc.record({
    pick: fc.nat(20),
    first: fc.nat(4),
    spread: fc.constantFrom('none', 'inline', 'fragment'),
    inner: fc.oneof({ maxDepth: 4, depthIdentifier: 'choices' }, fc.constant([]), tie('choices')),
  }),
}));

/** A valid document over the schema: equal fields have equal arguments and merge. */
function write(schema: GraphQLSchema, root: readonly Choice[]): string {
  const fragments: string[] = [];

  function fieldsOf(typeName: string, all: readonly Choice[]): string {
    const type = schema.getType(typeName);
    const selected = all.map(({ pick, first, spread, inner }) => {
      if (isAbstractType(type)) {
        const possible = schema.getPossibleTypes(type);
        const { name } = possible[pick % possible.length] ?? missing();
        return spreadOf(spread === 'none' ? 'inline' : spread, name, fieldsOf(name, inner));
      }
      if (!isObjectType(type)) return '';
      const fields = Object.values(type.getFields());
      const field = fields[pick % fields.length] ?? missing();
      const named = getNamedType(field.type);
      const argument = field.args[0]?.name;
      const ids = `(ids: [${Array(first).fill('"i"').join(', ')}])`;
      const args = argument === 'ids' ? ids : argument && first > 0 ? `(first: ${first})` : '';
      const set = isCompositeType(named) ? `{ __typename ${fieldsOf(named.name, inner)} }` : '';
      return spreadOf(spread, typeName, `${field.name}${first}: ${field.name}${args} ${set}`);
    });
    return ['__typename', ...selected].join(' ');
  }

  function spreadOf(spread: Choice['spread'], type: string, selected: string): string {
    if (spread === 'none') return selected;
    if (spread === 'inline') return `... on ${type} { ${selected} }`;
    fragments.push(`fragment F${fragments.length} on ${type} { ${selected} }`);
    return `...F${fragments.length - 1}`;
  }

  return [`query Q { ${fieldsOf('Query', root)} }`, ...fragments.toReversed()].join(' ');
}

function cost(schema: GraphQLSchema, text: string): number {
  const document = parse(text);
  const operation = getOperationAST(document) ?? missing();
  return computeCost({ schema, document, operation });
}

/** Runs a document where every list is as long as it may be, and counts the objects. */
function countObjects(schema: GraphQLSchema, text: string): number {
  let count = 0;
  let turn = 0;
  const objectOf = (name: string) => {
    if (!/Page$|Edge$/.test(name)) count += 1;
    const type = schema.getType(name);
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    turn += 1;
    return { __typename: possible[turn % possible.length]?.name ?? name };
  };
  const resolve: GraphQLFieldResolver<{ size?: number }, unknown> = (parent, args, _, info) => {
    const type = getNamedType(info.returnType);
    if (!isCompositeType(type)) return 1;
    const { first, ids } = args as { first?: number; ids?: readonly string[] };
    if (!isListType(getNullableType(info.returnType))) {
      return { ...objectOf(type.name), size: first };
    }
    const length = ids?.length ?? first ?? parent?.size ?? (info.fieldName in noSize ? 100 : 10);
    return Array.from({ length }, () => objectOf(type.name));
  };
  const noSize: Record<string, true> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const { name, args } of Object.values(type.getFields())) {
      if (args.some((argument) => argument.name === 'first')) noSize[name] = true;
    }
  }
  const { errors } = executeSync({
    schema,
    document: parse(text),
    fieldResolver: resolve,
    typeResolver: (value: unknown) => (value as { __typename: string }).__typename,
  });
  expect(errors).toBeUndefined();
  return count;
}

/** The same document with every fragment written out where it is spread. */
function inlined(text: string): string {
  const document = parse(text);
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const expanded = visit(document, {
    FragmentDefinition: () => undefined,
    FragmentSpread({ name }) {
      const { typeCondition, selectionSet } = fragments.get(name.value) ?? missing();
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
    },
  });
  return print({
    ...expanded,
    definitions: expanded.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION),
  });
}

const documents = fc.tuple(schemas, choices).map(([schema, root]) => ({
  schema,
  text: write(schema, root),
}));

test('the cost of an operation is never below the number of objects that it returns', () => {
  let executed = 0;
  fc.assert(
    fc.property(documents, ({ schema, text }) => {
      expect(validate(schema, parse(text))).toEqual([]);
      const counted = cost(schema, text);
      if (counted > 3_000) return;
      executed += 1;
      expect(counted).toBeGreaterThanOrEqual(countObjects(schema, text));
    }),
    { numRuns: 200 },
  );
  expect(executed).toBeGreaterThan(50);
});

test('the cost of a document is the same however it is cut into fragments', () => {
  fc.assert(
    fc.property(documents, ({ schema, text }) => {
      expect(cost(schema, inlined(text))).toBe(cost(schema, text));
    }),
    { numRuns: 200 },
  );
});
