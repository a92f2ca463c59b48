import { GraphQLID, GraphQLInt, GraphQLObjectType, GraphQLSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import {
  countsEveryEvent,
  everyEventCounts,
  findEventKey,
  sharesEvents,
} from '../../../src/operation/documents/event-key.ts';

const Status = new GraphQLObjectType({
  name: 'Status',
  fields: { n: { type: GraphQLInt, args: { of: { type: GraphQLInt } } } },
});
const args = { id: { type: GraphQLID }, after: { type: GraphQLInt } };
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { status: { type: Status, args } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      shared: { type: Status, args, extensions: sharesEvents },
      own: { type: Status, args },
      news: { type: Status, args, extensions: everyEventCounts },
    },
  }),
});

function partsOf(text: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new TypeError('no operation');
  return { schema, document, operation };
}

function keyOf(text: string, variables: Record<string, unknown> = {}) {
  return findEventKey(partsOf(text))(variables);
}

test.for([
  ['subscription { news { n } }', true],
  ['subscription { shared: news { n } }', true],
  ['subscription { ...F } fragment F on Subscription { ... { news { n } } }', true],
  ['subscription { shared { n } }', false],
  ['subscription { news: own { n } }', false],
  ['query { status { n } }', false],
] as const)('whether each event of %s counts: %s', ([text, counts]) => {
  expect(countsEveryEvent(partsOf(text))).toBe(counts);
});

test.for([
  '{ status { n } }',
  'subscription { own { n } }',
  'subscription { ...F } fragment F on Subscription { own { n } }',
])('%s shares no events', (text) => {
  expect(keyOf(text)).toBeUndefined();
});

test.for([
  'subscription ($v: Int) { shared(after: $v) { n } }',
  'subscription ($v: Int) { ...F } fragment F on Subscription { shared(after: $v) { n } }',
])('variables that only choose the source do not count: %s', (text) => {
  expect(keyOf(text, { v: 1 })).toBeDefined();
  expect(keyOf(text, { v: 1 })).toBe(keyOf(text, { v: 2 }));
});

test.for([
  'subscription ($v: Int) { shared { n(of: $v) } }',
  'subscription ($v: Int) { shared(after: $v) { ...F } } fragment F on Status { n(of: $v) }',
  'subscription ($v: Boolean!) { shared { n @skip(if: $v) } }',
  'subscription ($v: Boolean!) { shared { ... @include(if: $v) { n } __typename } }',
])('variables that results depend on count: %s', (text) => {
  const keys = [1, 2, '1', null, true].map((v) => keyOf(text, { v }));
  const none = keyOf(text);
  expect(new Set([...keys, none]).size).toBe(6);
  expect(keyOf(text, { v: 1 })).toBe(keys[0]);
});
