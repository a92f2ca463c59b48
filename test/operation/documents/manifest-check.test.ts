import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { checkManifest } from '../../../src/operation/documents/manifest-check.ts';
import { schema } from '../../../src/schema/schema.ts';

const check = (documents: Record<string, string>, mayIntrospect = true) =>
  checkManifest(new Map(Object.entries(documents)), { path: 'm.json', schema, mayIntrospect });

test('documents that fit the schema pass the check', () => {
  expect(() =>
    check({
      a: 'query A { viewer { guid ...F } } fragment F on User { email }',
      b: 'query B { __schema { queryType { name } } }',
      c: 'subscription C($id: ID!) { memberStatus(memberId: $id) { revision } }',
    }),
  ).not.toThrow();
});

test.for([
  ['an unknown field', 'query A { viewer { wallet } }', /Cannot query field "wallet"/],
  ['an unknown argument', 'query A { viewer(x: 1) { guid } }', /Unknown argument "x"/],
  ['a variable of another type', 'query A($i: Int) { node(id: $i) { id } }', /"\$i" of type "Int"/],
  ['a syntax error', 'query A { viewer { guid }', /Syntax Error/],
  ['fragments alone', 'fragment F on User { email }', /it has no operation/],
  [
    'too many levels',
    `query A ${'{ a '.repeat(limits.depth + 1)}${'}'.repeat(limits.depth + 1)}`,
    /nests more|nested more|levels/,
  ],
  ['too many tokens', `query A { ${'guid '.repeat(limits.tokens)} }`, /token/],
] as const)('a document with %s is named with the reason', ([, text, reason]) => {
  const fine = 'query B { viewer { guid } }';
  expect(() => check({ fine, broken: text })).toThrow(
    /^The manifest m\.json contains documents that cannot run: broken \(/,
  );
  expect(() => check({ fine, broken: text })).toThrow(reason);
});

test('a document that asks for the schema fails the check where the schema is hidden', () => {
  const text = 'query A { __type(name: "User") { name } }';
  expect(() => check({ a: text }, false)).toThrow(/cannot run: a \(/);
});

test('ten of many broken documents are named and the others are counted', () => {
  const broken = Object.fromEntries(
    Array.from({ length: 25 }, (_, index) => [`${index}-${'x'.repeat(500)}`, '{ lost }']),
  );
  expect(() => check(broken)).toThrow(/9-x{78} \(.*\) and 15 more\.$/);
});
