import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { wrapSecrets } from '../../src/operation/secrets.ts';
import { schema } from '../../src/schema/schema.ts';
import { Secret } from '../../src/secret.ts';
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
