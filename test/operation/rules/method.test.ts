import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { checkMethod } from '../../../src/operation/rules/method.ts';

const document = parse('{ a }');

test('a mutation with a safe method is refused with 405, and is told which method to use', () => {
  expect(checkMethod({ kind: 'mutation', document }, { isSafe: true })).toMatchObject({
    code: 'BAD_USER_INPUT',
    http: { status: 405, headers: { allow: 'POST' } },
    document,
  });
});

test.for([
  ['mutation', false],
  ['query', true],
  ['query', false],
  ['subscription', true],
] as const)('a %s is let by where the method is safe: %s', ([kind, isSafe]) => {
  expect(checkMethod({ kind, document }, { isSafe })).toBeUndefined();
});
