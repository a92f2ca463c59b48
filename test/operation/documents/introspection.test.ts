import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { hidingRules } from '../../../src/operation/documents/introspection.ts';
import { schema } from '../../../src/schema/schema.ts';

const errorsOf = (text: string) => validate(schema, parse(text), hidingRules);

test.for([
  '{ __schema { queryType { name } } }',
  '{ __type(name: "User") { name } }',
  '{ a: __type(name: "User") { name } }',
  '{ ... on Query { __schema { types { name } } } }',
  '{ ...F } fragment F on Query { __schema { types { name } } }',
])('a document with %s is refused', (text) => {
  expect(errorsOf(text).map(({ message }) => message)).toContainEqual(
    expect.stringContaining('introspection has been disabled'),
  );
});

test('__typename is allowed anywhere', () => {
  expect(errorsOf('{ __typename viewer { __typename } node(id: "a") { __typename } }')).toEqual([]);
});
