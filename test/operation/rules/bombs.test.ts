import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type DocumentNode, getOperationAST, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { computeCost } from '../../../src/operation/rules/cost.ts';
import { checkSize, parseLimits } from '../../../src/operation/rules/size.ts';
import { schema } from '../../../src/schema/schema.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

/** Each writes a document that grows with its size. */
const bombs: Readonly<Record<string, (size: number) => string>> = {
  aliases: (n) => `{ ${times(n, (i) => `a${i}: __typename`)} }`,
  'one field': (n) => `{ ${times(n, () => '__typename')} }`,
  'one object': (n) => `{ ${times(n, () => 'viewer{id}')} }`,
  'one path': (n) => `{ ${times(n, () => 'viewer{members{nodes{id}}}')} }`,
  'unknown fields': (n) => `{ ${times(n, (i) => `useer${i}`)} }`,
  'a long name': (n) => `{ ${'u'.repeat(n)} }`,
  'differing arguments': (n) => `{ ${times(n, (i) => `institution(code:"${i}"){id}`)} }`,
  depth: (n) => `{ ${'viewer{'.repeat(n)}id${'}'.repeat(n)} }`,
  'inline fragments in each other': (n) => `{ ${'...{'.repeat(n)}__typename${'}'.repeat(n)} }`,
  'inline fragments in a row': (n) => `{ ${times(n, () => '... on Query{viewer{id}}')} }`,
  directives: (n) => `{ __typename ${times(n, () => '@a')} }`,
  'a list': (n) => `{ nodes(ids:[${times(n, () => '1')}]){id} }`,
  'lists in lists': (n) => `{ nodes(ids:${'['.repeat(n)}${']'.repeat(n)}){id} }`,
  'objects in objects': (n) =>
    `mutation{createMember(input:${'{a:'.repeat(n)}1${'}'.repeat(n)}){__typename}}`,
  'an object': (n) => `mutation{createMember(input:{${times(n, (i) => `a${i}:1`)}}){__typename}}`,
  'arguments of one name': (n) => `{ institution(${times(n, () => 'code:"x"')}){id} }`,
  'a string': (n) => `{ institution(code:"${'x'.repeat(n)}"){id} }`,
  escapes: (n) => `{ institution(code:"${'\\u0041'.repeat(n)}"){id} }`,
  'a block string': (n) => `{ institution(code:"""${' \n'.repeat(n)}"""){id} }`,
  'an open string': (n) => `{ institution(code:"${'x'.repeat(n)}`,
  'a number': (n) => `{ users(first:${'9'.repeat(n)}){nodes{id}} }`,
  'no names': (n) => `{ ${'é'.repeat(n)} }`,
  comments: (n) => `${'#\n'.repeat(n)}{ __typename }`,
  commas: (n) => `${','.repeat(n)}{ __typename }`,
  braces: (n) => '{'.repeat(n),
  variables: (n) => `query(${times(n, (i) => `$v${i}:Membre`)}){__typename}`,
  'a list type': (n) => `query($a:${'['.repeat(n)}Int${']'.repeat(n)}){__typename}`,
  operations: (n) => times(n, (i) => `query Q${i}{__typename}`),
  'operations over a chain of fragments': (n) =>
    `${times(n, (i) => `query Q${i}{...F0} fragment F${i} on Query{...F${i + 1}}`)}
     fragment F${n} on Query{__typename}`,
  'fragments in a row': (n) =>
    `{ ${times(n, (i) => `...F${i}`)} } ${times(n, (i) => `fragment F${i} on Query{viewer{id}}`)}`,
  'fragments that double': (n) =>
    `{ viewer{...F0} } fragment F${n} on User{id} ${times(
      n,
      (i) =>
        `fragment F${i} on User{a:account(guid:1){user{...F${i + 1}}}b:account(guid:1){user{...F${i + 1}}}}`,
    )}`,
  'fragments that each spread all others': (n) =>
    `{ ...F0 } ${times(n ** 0.5, (i) => `fragment F${i} on Query{viewer{id}${times(n ** 0.5, (j) => `...F${j}`)}}`)}`,
  'a fragment that nobody uses': (n) =>
    `{ __typename } fragment F on Query{${times(n, () => 'viewer{id}')}}`,
  'fragments of one name': (n) => `{ ...F } ${times(n, () => 'fragment F on Query{viewer{id}}')}`,
  'introspection in a loop': (n) =>
    `{ __schema{types{${'fields{type{'.repeat(n)}name${'}}'.repeat(n)}}} }`,
  'introspection again and again': (n) =>
    `{ ${times(n, (i) => `a${i}:__schema{types{fields{type{fields{name}}}}}`)} }`,
  'introspection through fragments': (n) =>
    `{ __schema{types{...F0}} } fragment F${n} on __Type{name} ${times(
      n,
      (i) => `fragment F${i} on __Type{fields{type{...F${i + 1}}}interfaces{...F${i + 1}}}`,
    )}`,
  'subscriptions in one': (n) =>
    `subscription{${times(n, (i) => `memberStatus(memberId:"${i}"){isSettled}`)}}`,
};

/** The largest document of the kind for which `fits` holds, within a tenth. */
function largest(write: (size: number) => string, fits: (text: string) => boolean): string {
  let high = 2;
  while (fits(write(high)) && high < 131_072) high *= 2;
  let low = high / 2;
  while (high - low > Math.max(1, low / 10)) {
    const middle = Math.floor((low + high) / 2);
    if (fits(write(middle))) low = middle;
    else high = middle;
  }
  return write(low);
}

/** All that happens to a document before it runs; true when it may run. */
function prepare(text: string): boolean {
  try {
    const document = parse(text, parseLimits);
    if (checkSize(document) !== undefined) return false;
    const rules = { maxErrors: 5, hideSuggestions: false };
    if (validate(schema, document, undefined, rules).length > 0) return false;
    const operation = getOperationAST(document);
    return !!operation && computeCost({ schema, document, operation }) <= limits.cost;
  } catch {
    return false;
  }
}

const fitsBody = (text: string) => Buffer.byteLength(text) <= 131_072;
const reads = (text: string, isFine: (document: DocumentNode) => boolean) => {
  try {
    return fitsBody(text) && isFine(parse(text, parseLimits));
  } catch {
    return false;
  }
};
const sizes = {
  'that fills a body': fitsBody,
  'that just parses': (text: string) => reads(text, () => true),
  'just within the limits': (text: string) =>
    reads(text, (document) => checkSize(document) === undefined),
} as const;

const cases = Object.entries(bombs).flatMap(([what, write]) =>
  Object.entries(sizes).map(([size, fits]) => ({ what, size, write, fits })),
);

test.for(cases)(
  'the check of $what $size takes 80 ms and 30 MB at most',
  { timeout: 30_000 },
  ({ write, fits }) => {
    const text = largest(write, fits);
    const spent: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const before = process.cpuUsage();
      prepare(text);
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1_000);
    }
    expect(Math.min(...spent)).toBeLessThan(80);

    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    prepare(text);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(30e6);
  },
);
