import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { computeCost } from '../../../src/operation/rules/cost.ts';
import { createSubgraphSchema } from '../../../src/schema/federation/subgraph-schema.ts';
import { schema } from '../../../src/schema/schema.ts';

function cost(text: string, variables: Record<string, unknown> = {}, of = schema): number {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('The document holds no operation, or several.');
  return computeCost({ schema: of, document, operation, variables });
}

test.for([
  ['nothing but scalars', '{ __typename }', 0],
  ['an object', '{ viewer { id } }', 1],
  ['objects in objects', '{ viewer { account(guid: "a") { creditCardProduct { name } } } }', 3],
  ['a list without a size as ten', '{ viewer { rewards { id } } }', 11],
  ['a list of scalars as none', '{ institution(code: "a") { supportedProducts } }', 1],
  ['a page by its default size', '{ users { nodes { id } } }', 20],
  ['a page by its size', '{ users(first: 7) { nodes { id } } }', 7],
  ['a page above the largest as the largest', '{ users(first: 101) { nodes { id } } }', 100],
  ['a page of no size as the largest', '{ users(first: 0) { nodes { id } } }', 100],
  ['a page of a negative size as the largest', '{ users(first: -5) { nodes { id } } }', 100],
  ['a page of a wrong size as the largest', '{ users(first: "7") { nodes { id } } }', 100],
  ['a page of null as one left out', '{ users(first: null) { nodes { id } } }', 20],
  ['edges as their nodes', '{ users(first: 7) { edges { cursor node { id } } } }', 7],
  ['edges alone', '{ users(first: 7) { edges { cursor } } }', 7],
  ['two nodes of an edge', '{ users(first: 7) { edges { a: node { id } b: node { id } } } }', 14],
  ['nodes and edges both', '{ users(first: 7) { nodes { id } edges { node { id } } } }', 14],
  ['a page that holds a number', '{ users(first: 7) { totalCount } }', 1],
  [
    'what says where a page stands',
    '{ users(first: 7) { nodes { id } pageInfo { endCursor } } }',
    8,
  ],
  ['pages in pages', '{ users(first: 3) { nodes { members(first: 5) { nodes { id } } } } }', 18],
  ['as many nodes as ids', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
  ['one node for one id', '{ nodes(ids: "a") { id } }', 1],
  ['no nodes for no ids', '{ nodes(ids: []) { ... on User { rewards { id } } } }', 0],
  ['fields that merge once', '{ viewer { id rewards { id } } viewer { rewards { guid } } }', 11],
  ['aliases each', '{ a: viewer { id } b: viewer { id } }', 2],
  [
    'the dearest of types that exclude each other',
    '{ node(id: "a") { ... on User { rewards { id } } ... on Member { rewards { id } user { id } } } }',
    12,
  ],
  [
    'what is left out by a directive',
    '{ viewer @include(if: false) { rewards @skip(if: true) { id } } }',
    11,
  ],
  [
    'a fragment for the types that it is on',
    `query Q { node(id: "a") { ...U ...M } }
     fragment U on User { rewards { id } } fragment M on Member { user { id } }`,
    11,
  ],
  ['what the schema does not know as nothing', '{ nope { nope { id } } ...Nope }', 0],
] as const)('the cost counts %s', ([, text, objects]) => {
  expect(cost(text)).toBe(objects);
});

const subgraph = createSubgraphSchema({ schema, showsSdl: true });
const entities = `query Q($r: [_Any!]!) {
  _entities(representations: $r) { ... on User { rewards { id } } ... on Member { user { id } } }
}`;

test.for([
  ['as its dearest type', [{ id: 'a' }], 11],
  ['each', [{ id: 'a' }, { id: 'b' }], 22],
  ['as an object that is there again', [{ id: 'a' }, { id: 'a' }], 11 + 101],
  ['without an id', [7, null], 22],
  ['in no list', { id: 'a' }, 11],
  ['as none for an empty list', [], 0],
] as const)('the cost counts a representation %s', ([, r, objects]) => {
  expect(cost(entities, { r }, subgraph)).toBe(objects);
});

test.for([
  ['the variable', 'query Q($n: Int) { users(first: $n) { nodes { id } } }', { n: 3 }, 3],
  [
    'the largest for a variable beyond it',
    'query Q($n: Int) { users(first: $n) { nodes { id } } }',
    { n: 1e9 },
    100,
  ],
  [
    'the largest for a variable that is no number',
    'query Q($n: Int) { users(first: $n) { nodes { id } } }',
    { n: '3' },
    100,
  ],
  ["the variable's default", 'query Q($n: Int = 4) { users(first: $n) { nodes { id } } }', {}, 4],
  ["the argument's default", 'query Q($n: Int) { users(first: $n) { nodes { id } } }', {}, 20],
  [
    'as many ids as the variable',
    'query Q($a: [ID!]!) { nodes(ids: $a) { id } }',
    { a: ['a', 'b'] },
    2,
  ],
  ['ids that are variables', 'query Q($a: ID!) { nodes(ids: [$a, $a]) { id } }', { a: 'a' }, 2],
  [
    'no inherited variable',
    'query Q($toString: Int) { users(first: $toString) { nodes { id } } }',
    {},
    20,
  ],
] as const)('the cost uses %s', ([, text, variables, objects]) => {
  expect(cost(text, variables)).toBe(objects);
});

test('the cost uses the default of a schema that was read from its text', () => {
  const text = 'type Query { all(first: Int = 6): Page } type Page { nodes: [Page] }';
  expect(cost('{ all { nodes { __typename } } }', {}, buildSchema(text))).toBe(6);
});

test('the cost counts lists of lists', () => {
  const grid = buildSchema('type Query { grid: [[Cell!]!]! } type Cell { at: Int }');
  expect(cost('{ grid { __typename } }', {}, grid)).toBe(100);
});

const inner = 'rewards { guid }';
test.for([
  ['one id again', `{ nodes(ids: ["a", "a", "b"]) { ... on Member { ${inner} } } }`, 11 + 101 + 11],
  ['one field again', `{ a: viewer { ${inner} } b: viewer { ${inner} } }`, 11 + 101],
  [
    'one field again with equal arguments',
    `query ($c: ID = "x") { a: member(guid: "x") { ${inner} } b: member(guid: $c) { ${inner} } }`,
    11 + 101,
  ],
  [
    'one field with other arguments as another',
    `{ a: member(guid: "x") { ${inner} } b: member(guid: "y") { ${inner} } }`,
    11 + 11,
  ],
  ['a list again', `{ viewer { a: rewards { guid } b: rewards { guid } } }`, 1 + 10 + 100],
  ['a way back', `{ viewer { rewards { account { ${inner} } } } }`, 1 + 10 * (1 + 1 + 100)],
  ['a way back over another type', `{ viewer { rewards { member { ${inner} } } } }`, 1 + 10 * 102],
  [
    'a way back to pages as these',
    '{ viewer { accounts(first: 2) { nodes { user { accounts(first: 3) { nodes { id } } } } } } }',
    1 + 2 * (1 + 1 + 3),
  ],
] as const)('the cost assumes the longest lists for %s', ([, text, objects]) => {
  expect(cost(text)).toBe(objects);
});

test('the cost allows variables of any depth', () => {
  const deep: unknown = JSON.parse('['.repeat(60_000) + ']'.repeat(60_000));
  const text =
    'query ($v: ID!) { a: node(id: $v) { id } b: node(id: $v) { id } nodes(ids: [$v]) { id } }';
  expect(cost(text, { v: deep })).toBe(3);
});

test('rewards, their account, its rewards, and so on exceed the cost', () => {
  const text = `{ viewer { ${'rewards { account { '.repeat(2)} ${inner} ${'} } '.repeat(2)} } }`;
  expect(cost(text)).toBeGreaterThan(limits.cost);
  const ids = Array.from({ length: 100 }, () => 'a');
  const same = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Member { ${inner} } } }`;
  expect(cost(same, { ids })).toBeGreaterThan(limits.cost);
  expect(cost(same, { ids: ids.map((id, index) => id + index) })).toBe(1_100);
});

test('all data of a household, page by page, is within the cost', () => {
  const wallet = `{ viewer { id members { pageInfo { hasNextPage } edges { node {
    id institution { name } rewards { balance }
    accounts { pageInfo { hasNextPage } edges { node {
      id creditCardProduct { name }
      transactions { pageInfo { hasNextPage } edges { node { id } } }
    } } }
  } } } } }`;
  expect(cost(wallet)).toBe(9_462);
  expect(cost('{ users(first: 100) { nodes { members(first: 100) { nodes { id } } } } }')).toBe(
    10_100,
  );
});

test('every query that GraphiQL opens with is within the cost', () => {
  const folder = new URL('../../../src/http/graphiql/workflow/', import.meta.url);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.graphql'))) {
    expect(cost(readFileSync(new URL(name, folder), 'utf8'))).toBeLessThan(limits.cost / 5);
  }
});

test('introspection of the whole schema is within the cost once and not twice', () => {
  const text = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true });
  expect(cost(text)).toBeLessThanOrEqual(limits.cost);
  expect(
    cost(text.replace('__schema {', 'a: __schema { types { ...FullType } } __schema {')),
  ).toBeGreaterThan(limits.cost);
});

test('fragments that double 25 times exceed the cost', () => {
  const write = (index: number) =>
    `fragment F${index} on User { a: account(guid: 1) { user { ...F${index + 1} } }
                                  b: account(guid: 1) { user { ...F${index + 1} } } }`;
  const fragments = Array.from({ length: 25 }, (_, index) => write(index)).join(' ');
  expect(cost(`query Q { viewer { ...F0 } } ${fragments} fragment F25 on User { id }`)).toBe(
    Infinity,
  );
});

test('fragments that spread themselves end the computation of the cost', () => {
  expect(cost('query Q { ...F } fragment F on Query { viewer { id } ...F }')).toBe(1);
  expect(
    cost('query Q { viewer { ...F } } fragment F on User { member(guid: 1) { user { ...F } } }'),
  ).toBe(Infinity);
});
