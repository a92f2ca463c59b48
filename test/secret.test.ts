/* oxlint-disable typescript/restrict-template-expressions, typescript/no-misused-spread --
   These mistakes are what a Secret has to withstand. */
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../src/secret.ts';

const secret = new Secret('hunter2');

test.for<[string, () => string]>([
  ['a template', () => `${secret}`],
  ['String', () => String(secret)],
  ['JSON', () => JSON.stringify({ deep: [secret] })],
  ['inspect', () => inspect({ deep: { deeper: { deepest: secret } } }, { depth: 9 })],
  ['inspect with hidden parts', () => inspect(secret, { showHidden: true })],
  ['an error message', () => new Error(`no ${secret}`).message],
  ['its own keys', () => JSON.stringify(Object.getOwnPropertyNames(secret))],
  ['a copy', () => JSON.stringify({ ...secret })],
  ['a structured clone', () => inspect(structuredClone(secret))],
])('%s does not show the value of a Secret', ([, print]) => {
  expect(print()).not.toContain('hunter2');
});

test('a Secret gives its value to a caller of reveal', () => {
  expect(secret.reveal()).toBe('hunter2');
});
