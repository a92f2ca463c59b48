import { inspect } from 'node:util';
import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { Secret } from '../../src/mx/secret.ts';
import { wrapSecrets } from '../../src/operation/secrets.ts';
import { schema } from '../../src/schema/schema.ts';
import { CANARY, valid } from '../support/canary.ts';
import { mxbank } from '../support/household.ts';

const createMember =
  'mutation ($input: CreateMemberInput!) { createMember(input: $input) { __typename } }';

function wrap(text: string, variables: Record<string, unknown>) {
  const [operation] = parse(text).definitions;
  return wrapSecrets(schema, operation as OperationDefinitionNode, variables);
}

test('wraps secrets and leaves every other value as it came', () => {
  expect(wrap(createMember, { input: valid, other: CANARY })).toEqual({
    input: {
      ...valid,
      credentials: [
        { guid: mxbank.login, value: expect.any(Secret) },
        { guid: mxbank.password, value: expect.any(Secret) },
      ],
    },
    other: CANARY,
  });
});

test('does not change the variables that it was given', () => {
  const variables = structuredClone({ input: valid });
  wrap(createMember, variables);
  expect(variables).toEqual({ input: valid });
});

test('takes __proto__ for a name like any other', () => {
  const variables = JSON.parse(`{"__proto__":{"input":1},"input":{"__proto__":"${CANARY}"}}`);
  const wrapped = wrap(createMember, variables);
  expect(Object.keys(wrapped['input'] as object)).toEqual(['__proto__']);
  expect(JSON.stringify(wrapped)).not.toContain(CANARY);
});

test('leaves variables alone that hold no secret anywhere', () => {
  const document = 'query ($id: ID!, $nope: Nope) { node(id: $id) { id } }';
  const variables = { id: { a: 1 }, nope: [1], undeclared: 2 };
  expect(wrap(document, variables)).toEqual(variables);
});

const printed: readonly (readonly [string, (secret: Secret) => string])[] = [
  ['String', (secret) => String(secret)],
  ['a template', (secret) => `a ${secret as unknown as string}`],
  ['coercion', (secret) => ''.concat(secret as unknown as string)],
  ['JSON', (secret) => JSON.stringify({ a: [secret] })],
  ['inspect', (secret) => inspect({ a: { b: { c: [secret] } } }, { depth: 9, showHidden: true })],
  ['own keys', (secret) => JSON.stringify(Object.entries(secret))],
  ['every property', (secret) => inspect(Object.getOwnPropertyDescriptors(secret))],
  ['a spread', (secret) => inspect(Object.assign({}, secret))],
  ['an error', (secret) => inspect(new Error('x', { cause: { secret } }))],
  ['a message', (secret) => new Error(`refused ${secret as unknown as string}`).message],
  ['toLocaleString', (secret) => secret.toLocaleString()],
];

test.for(printed)('a Secret shows nothing of itself through %s', ([, print]) => {
  expect(print(new Secret(CANARY))).not.toContain('hunter2');
});

test('a Secret reads [secret] and reveals itself to who asks', () => {
  const secret = new Secret(CANARY);
  expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
    '[secret]',
    '"[secret]"',
    '[secret]',
  ]);
  expect(secret.reveal()).toBe(CANARY);
});
