import { readdirSync, readFileSync } from 'node:fs';
import { initGraphQLTada } from 'gql.tada';
import { type DocumentNode, parse, stripIgnoredCharacters, visit } from 'graphql';
import { expect, test } from 'vitest';
import type { introspection, scalars } from '../../client/src/generated/tada.ts';
import { toText } from '../../client/src/print-document.ts';

const folder = new URL('../../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

const everything = `
  query All($a: [Int!]! = [1, -2], $b: In = { x: "q\\"\\\\\\n\\u0007", y: [A, null] } @d, $c: Float = 1.5e3)
  @live(on: true) {
    alias: field(a: $a, b: { c: { d: $b }, e: "" }, f: """
      block "text"
        indented
    """) @include(if: $c) @skip(if: false) { ...F ... on T @x { y } ... @include(if: true) { z } ... { w } }
  }
  fragment F on T @y(z: [1, 2.5, "x", ENUM, true, null, []]) { id }
  mutation M { m }
  subscription S($after: String) { s(after: $after) { id } }
`;

/** A text in a block is printed as one in quotes. */
const withoutBlocks = (document: DocumentNode): unknown =>
  visit(document, { StringValue: (node) => (node.block ? { ...node, block: false } : undefined) });

test.for([...examples, everything])('a parsed document is printed as it was: %s', (text) => {
  const document = parse(text, { noLocation: true });
  expect(parse(toText(document), { noLocation: true })).toEqual(withoutBlocks(document));
});

test('a text and an object that stands for a text are sent as they are', () => {
  const text = stripIgnoredCharacters(examples[0] ?? '');
  expect(toText(text)).toBe(text);
  // codegen's documentMode: 'string'
  class TypedDocumentString extends String {}
  expect(toText(new TypedDocumentString(text))).toBe(text);
});

test('a document of gql.tada is printed with its fragments', () => {
  const graphql = initGraphQLTada<{ introspection: introspection; scalars: scalars }>();
  const fragment = graphql('fragment F on User { id }');
  const document = graphql('{ viewer { ...F } }', [fragment]);
  expect(toText(document)).toBe('query{viewer{...F}}\nfragment F on User{id}');
});
