import { type FieldNode, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { collectFields, collectFragments, type FieldWalk } from '../../src/operation/fields.ts';

/** The response names of a document's root fields, each with the fields that share it. */
function collect(text: string, walk: Omit<FieldWalk, 'fragmentOf'> = {}) {
  const document = parse(text);
  const fragments = collectFragments(document);
  const set = getOperationAST(document)?.selectionSet;
  const fields = collectFields(set ? [set] : [], {
    fragmentOf: (name) => fragments.get(name),
    ...walk,
  });
  const toNames = (nodes: readonly FieldNode[]) => nodes.map(({ name }) => name.value);
  return Object.fromEntries([...fields].map(([name, nodes]) => [name, toNames(nodes)]));
}

test('fields of one response name are collected together, in the order of the document', () => {
  expect(collect('{ b a b: a ... { a } }')).toEqual({ b: ['b', 'a'], a: ['a', 'a'] });
  expect(Object.keys(collect('{ z y ...F x } fragment F on Q { w }'))).toEqual([
    'z',
    'y',
    'w',
    'x',
  ]);
});

test('a fragment is collected once, however often it is spread, and in a circle too', () => {
  expect(collect('{ ...F ...F } fragment F on Q { a ...G } fragment G on Q { b ...F }')).toEqual({
    a: ['a'],
    b: ['b'],
  });
});

test('a fragment that the document lacks is no field', () => {
  expect(collect('{ a ...Missing }')).toEqual({ a: ['a'] });
});

test('fragments on other types and selections that are left out are not collected', () => {
  const text = '{ a ... on X { b } ...F c @skip(if: true) } fragment F on X { d }';
  const walk: Omit<FieldWalk, 'fragmentOf'> = {
    applies: (type) => type !== 'X',
    isIncluded: ({ directives = [] }) => directives.length === 0,
  };
  expect(collect(text, walk)).toEqual({ a: ['a'] });
});

test('a walk ends when its watcher says so', () => {
  let left = 2;
  expect(Object.keys(collect('{ a b c d }', { onSelection: () => (left -= 1) >= 0 }))).toEqual([
    'a',
    'b',
  ]);
});
