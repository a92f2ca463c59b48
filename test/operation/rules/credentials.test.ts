import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import {
  checkCredentialFields,
  findCredentialFields,
} from '../../../src/operation/rules/credentials.ts';
import { schema } from '../../../src/schema/schema.ts';

function read(text: string) {
  const document = parse(text);
  const operation = getOperationAST(document, 'Q');
  if (!operation) throw new Error('The document holds no operation Q.');
  const fields = findCredentialFields({ schema, document, operation });
  return { fields, problem: checkCredentialFields(fields)?.message };
}

const create = 'createMember(input: $a) { __typename }';
const answer = 'answerChallenges(input: $b) { __typename }';
const update = 'updateMember(input: $c) { __typename }';

test.for([
  ['no field', 'query Q { viewer { id } }', []],
  [
    'fields without secrets',
    'mutation Q { a: fetchRewards(input: $a) { __typename } b: deleteMember(input: $a) { __typename } }',
    [],
  ],
  ['createMember', `mutation Q { ${create} }`, ['createMember']],
  ['updateMember', `mutation Q { ${update} }`, ['updateMember']],
  ['answerChallenges', `mutation Q { ${answer} }`, ['answerChallenges']],
  ['a field under an alias', `mutation Q { a: ${create} }`, ['createMember']],
  [
    'a field that two fragments spread',
    `mutation Q { ...A ...B } fragment A on Mutation { ...B } fragment B on Mutation { ${create} }`,
    ['createMember'],
  ],
  [
    'a field written twice, which runs once',
    `mutation Q { ${create} ${create} }`,
    ['createMember'],
  ],
  [
    'a field beside others',
    `mutation Q { ${create} deleteMember(input: $d) { __typename } }`,
    ['createMember'],
  ],
  [
    'the fields of its own operation',
    `mutation Q { ${create} } mutation R { ${answer} }`,
    ['createMember'],
  ],
] as const)('an operation with %s is allowed', ([, text, fields]) => {
  expect(read(text)).toEqual({ fields, problem: undefined });
});

test.for([
  ['two different fields', `mutation Q { ${create} ${answer} }`, 2],
  ['two aliases', `mutation Q { a: ${create} b: ${create} }`, 2],
  [
    'a thousand aliases',
    `mutation Q { ${Array.from({ length: 1_000 }, (_, index) => `a${index}: ${create}`).join(' ')} }`,
    1_000,
  ],
  [
    'one behind an inline fragment',
    `mutation Q { ${create} ... on Mutation { ... { ${update} } } }`,
    2,
  ],
  [
    'one behind a fragment',
    `mutation Q { ${create} ...F } fragment F on Mutation { ...G } fragment G on Mutation { ${update} }`,
    2,
  ],
  [
    'one that a directive may leave out',
    `mutation Q { ${create} b: createMember(input: $a) @include(if: $d) { __typename } }`,
    2,
  ],
] as const)('an operation with %s is refused', ([, text, count]) => {
  const { fields, problem } = read(text);
  expect(fields).toHaveLength(count);
  expect(problem).toMatch(/one field that takes credentials/);
});

test('fragments in a circle end the search for credentials', () => {
  expect(read(`mutation Q { ...A } fragment A on Mutation { ...A ${create} }`).fields).toEqual([
    'createMember',
  ]);
});
