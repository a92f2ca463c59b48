import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { findSecretVariables, wrapSecrets } from '../../src/operation/secrets.ts';
import { schema } from '../../src/schema/schema.ts';
import { Secret } from '../../src/secret.ts';
import { CANARY, valid } from '../support/canary.ts';
import { mxbank } from '../support/household.ts';

const createMember =
  'mutation ($input: CreateMemberInput!) { createMember(input: $input) { __typename } }';

function wrap(text: string, variables: Record<string, unknown>) {
  const [operation] = parse(text).definitions;
  return wrapSecrets(findSecretVariables(schema, operation as OperationDefinitionNode), variables);
}

test('secrets in variables are wrapped, and every other value stays the same', () => {
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

test('the given variables are not changed', () => {
  const variables = structuredClone({ input: valid });
  wrap(createMember, variables);
  expect(variables).toEqual({ input: valid });
});

test('__proto__ in variables is a name like any other', () => {
  const variables = JSON.parse(`{"__proto__":{"input":1},"input":{"__proto__":"${CANARY}"}}`);
  const wrapped = wrap(createMember, variables);
  expect(Object.keys(wrapped['input'] as object)).toEqual(['__proto__']);
  expect(JSON.stringify(wrapped)).not.toContain(CANARY);
});

test('variables without a secret stay the same object', () => {
  const document = 'query ($id: ID!, $nope: Nope) { node(id: $id) { id } }';
  const variables = { id: { a: 1 }, nope: [1], undeclared: 2 };
  expect(wrap(document, variables)).toEqual(variables);
});
