import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { getIntrospectionQuery, parse } from 'graphql';
import { expect, test } from 'vitest';
import { checkSize, parseLimits } from '../../../src/operation/rules/size.ts';

const problemOf = (text: string) => checkSize(parse(text, parseLimits))?.message;
const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');
const nested = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;

test('a document may have 2,000 tokens and not one more', () => {
  expect(problemOf(`{ ${times(1_998, (index) => `a${index}`)} }`)).toBeUndefined();
  expect(() => problemOf(`{ ${times(1_999, (index) => `a${index}`)} }`)).toThrow(/2000 tokens/);
});

test('a document may have 1,000 comments and not one more', () => {
  expect(problemOf(`${'#\n'.repeat(1_000)}{ a }`)).toBeUndefined();
  expect(() => problemOf(`${'#\n'.repeat(1_001)}{ a }`)).toThrow(/1000 comments/);
});

interface Bound {
  readonly what: string;
  readonly bound: number;
  readonly write: (count: number) => string;
  readonly says: RegExp;
}

const bounds: readonly Bound[] = [
  { what: 'depth', bound: 12, write: nested, says: /more than 12 levels deep/ },
  {
    what: 'depth through fragments',
    bound: 12,
    write: (count) => `{ a { ...F } } fragment F on A ${nested(count - 1)}`,
    says: /more than 12 levels deep/,
  },
  {
    what: 'depth through fields that merge',
    bound: 12,
    write: (count) => `{ a { b } ...F } fragment F on A ${nested(count)}`,
    says: /more than 12 levels deep/,
  },
  {
    what: 'depth of introspection',
    bound: 20,
    write: (count) => `{ __schema ${nested(count - 1)} }`,
    says: /more than 20 levels deep/,
  },
  {
    what: 'aliases',
    bound: 30,
    write: (count) => `{ ${times(count, (index) => `a${index}: a`)} }`,
    says: /more than 30 aliases/,
  },
  {
    what: 'aliases, each of a fragment as often as it is spread',
    bound: 30,
    write: (count) =>
      `{ ${times(count, (index) => `a${index} { ...F }`)} } fragment F on A { b: a }`,
    says: /more than 30 aliases/,
  },
  {
    what: 'aliases over all operations',
    bound: 30,
    write: (count) =>
      `query A { ${times(count - 15, (index) => `a${index}: a`)} }
       query B { ${times(15, (index) => `a${index}: a`)} }`,
    says: /more than 30 aliases/,
  },
  {
    what: 'directives in one location',
    bound: 5,
    write: (count) => `{ a ${times(count, () => '@b')} }`,
    says: /more than 5 directives/,
  },
  {
    what: 'directives of an operation',
    bound: 5,
    write: (count) => `query ${times(count, () => '@b')} { a }`,
    says: /more than 5 directives/,
  },
  {
    what: 'operations',
    bound: 20,
    write: (count) => times(count, (index) => `query Q${index} { a }`),
    says: /more than 20 operations/,
  },
  {
    what: 'fragments',
    bound: 100,
    write: (count) => `{ a } ${times(count, (index) => `fragment F${index} on A { a }`)}`,
    says: /more than 100 fragments/,
  },
  {
    what: 'variables',
    bound: 50,
    write: (count) => `query (${times(count, (index) => `$a${index}: A`)}) { a }`,
    says: /more than 50 variables/,
  },
  {
    what: 'items of a list',
    bound: 500,
    write: (count) => `{ a(b: [${times(count, () => '1')}]) }`,
    says: /more than 500 literal items/,
  },
  {
    what: 'fields of an object',
    bound: 500,
    write: (count) => `{ a(b: {${times(count, (index) => `c${index}: 1`)}}) }`,
    says: /more than 500 literal items/,
  },
  {
    what: 'lists within lists',
    bound: 500,
    write: (count) => `{ a(b: ${'['.repeat(count + 1)}${']'.repeat(count + 1)}) }`,
    says: /more than 500 literal items/,
  },
  {
    what: 'the same field again and again',
    bound: 100,
    write: (count) => `{ ${times(count, () => 'a')} }`,
    says: /pairs of equal fields/,
  },
  {
    what: 'the same field again and again in a fragment that nobody uses',
    bound: 100,
    write: (count) => `{ a } fragment F on A { ${times(count, () => 'a')} }`,
    says: /pairs of equal fields/,
  },
  {
    what: 'selections after fragments',
    bound: 2_000,
    write: (count) =>
      `{ ${times(10, (index) => `a${index} { ...F }`)} }
       fragment F on A { ${times(count / 10 - 2, (index) => `b${index}`)} }`,
    says: /more than 2000 selections/,
  },
];

test.for(bounds)('the bound of $what is $bound', ({ bound, write, says }) => {
  expect(problemOf(write(bound))).toBeUndefined();
  expect(problemOf(write(bound + (bound === 2_000 ? 10 : 1)))).toMatch(says);
});

test.for([
  [
    'fields',
    (index: number) => `fragment F${index} on A { a { ...F${index + 1} } b { ...F${index + 1} } }`,
  ],
  ['spreads', (index: number) => `fragment F${index} on A { ...F${index + 1} ...F${index + 1} }`],
] as const)('25 fragments whose %s double at each level are refused', ([, write]) => {
  expect(problemOf(`{ ...F0 } ${times(25, write)} fragment F25 on A { a }`)).toBeDefined();
});

test('circles, missing fragments and repeated names are left to validation', () => {
  expect(problemOf('{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }')).toBeUndefined();
  expect(problemOf('{ ...A } fragment A on Q { a { ...A } }')).toBeUndefined();
  expect(problemOf('{ ...A }')).toBeUndefined();
  expect(problemOf('{ ...A } fragment A on Q { a } fragment A on Q { b }')).toBeUndefined();
});

test('fragments that share a name are each counted', () => {
  const fragment = `fragment F on A ${nested(13)}`;
  expect(problemOf(`{ ...F } ${fragment} fragment F on A { a }`)).toMatch(/12 levels deep/);
  expect(problemOf(`{ ...F } fragment F on A { a } ${fragment}`)).toMatch(/12 levels deep/);
});

test('every query that GraphiQL opens with, and its introspection, is within the bounds', () => {
  const folder = new URL('../../../src/http/graphiql/workflow/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    expect(problemOf(readFileSync(new URL(name, folder), 'utf8'))).toBeUndefined();
  }
  const introspection = getIntrospectionQuery({
    inputValueDeprecation: true,
    specifiedByUrl: true,
    oneOf: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
  });
  expect(problemOf(introspection)).toBeUndefined();
});

const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc
    .array(tie('selection'), { minLength: 1, maxLength: 4 })
    .map((all) => `{ ${all.join(' ')} }`),
  selection: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b: a', 'c(d: [1, {e: 2}])', '__schema', '...F0', '...F1', '...F2 @a'),
    fc
      .tuple(fc.constantFrom('a', 'b: c', '...', '... on A'), tie('selections'))
      .map((all) => all.join(' ')),
  ),
}));

test('the check of a document neither throws nor takes long, whatever it spreads into what', () => {
  const documents = fc
    .array(selections, { minLength: 1, maxLength: 4 })
    .map((all) =>
      all.map((set, index) => (index === 0 ? set : `fragment F${index - 1} on A ${set}`)).join(' '),
    );
  fc.assert(
    fc.property(documents, (text) => {
      const problem = checkSize(parse(text))?.message;
      expect(problem === undefined || problem.startsWith('The document ')).toBe(true);
    }),
    { numRuns: 300 },
  );
});
