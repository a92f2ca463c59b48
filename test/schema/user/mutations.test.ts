import { expect, test } from 'vitest';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';

const document = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) {
    __typename
    ... on UserPayload { user { id guid externalId email isDisabled metadata } }
    ... on Error { code message retryable }
    ... on InvalidInputError { path }
    ... on ConflictError { existing { __typename id ... on User { externalId email } } }
  }
}`;

async function createUser(gateway: TestGateway, input: Data): Promise<Data> {
  const { data, errors } = await gateway.query(document, { input });
  expect(errors).toBeUndefined();
  return data?.['createUser'];
}

test('createUser sends every given field', async () => {
  await using gateway = await startTestGateway();
  const input = {
    externalId: 'x-1',
    email: 'a@example.com',
    isDisabled: true,
    metadata: '{"a":1}',
  };
  expect(await createUser(gateway, input)).toEqual({
    __typename: 'UserPayload',
    user: { ...input, id: expect.any(String), guid: expect.stringMatching(/^USR-/) },
  });
  expect(gateway.sandbox.calls).toEqual(['POST /users']);
});

test('a user that is only disabled or described can be created', async () => {
  await using gateway = await startTestGateway();
  for (const input of [{ isDisabled: false }, { metadata: '' }]) {
    expect(await createUser(gateway, input)).toMatchObject({ __typename: 'UserPayload' });
  }
});

const refused: readonly (readonly [string, Data, readonly string[]])[] = [
  ['nothing', {}, ['input']],
  ['nulls alone', { externalId: null, email: null, isDisabled: null, metadata: null }, ['input']],
  ['an external id with a space', { externalId: 'a b' }, ['input', 'externalId']],
  ['an empty external id', { externalId: '' }, ['input', 'externalId']],
  ['an external id that is a path', { externalId: '../users' }, ['input', 'externalId']],
  ['an external id in accents', { externalId: 'é' }, ['input', 'externalId']],
  ['an external id that looks like a guid', { externalId: 'USR-1' }, ['input', 'externalId']],
  ['the same in small letters', { externalId: 'usr-1' }, ['input', 'externalId']],
  ['an address without a host', { email: 'a@' }, ['input', 'email']],
  ['an address without an at', { email: 'a.example.com' }, ['input', 'email']],
  ['an address with a line break', { email: 'a@example.com\r\nb@example.com' }, ['input', 'email']],
  ['two addresses', { email: 'a@example.com b@example.com' }, ['input', 'email']],
];

test.for(refused)(
  'a createUser with %s is refused by the name of the field, without a call',
  async ([, input, path]) => {
    await using gateway = await startTestGateway();
    expect(await createUser(gateway, input)).toEqual({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/\.$/),
      retryable: false,
      path,
    });
    expect(gateway.sandbox.calls).toEqual([]);
  },
);

test('a taken external id is a conflict with the existing user', async () => {
  await using gateway = await startTestGateway();
  expect(
    await createUser(gateway, { externalId: 'demo-household', email: 'b@example.com' }),
  ).toEqual({
    __typename: 'ConflictError',
    code: 'CONFLICT',
    message: 'A user with this externalId already exists.',
    retryable: false,
    existing: {
      __typename: 'User',
      id: household.userId,
      externalId: 'demo-household',
      email: 'demo-household@example.com',
    },
  });
});

test('a conflict stays one when the existing user cannot be found', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ method }) => (method === 'GET' ? { status: 403, body: {} } : undefined),
    },
  });
  expect(await createUser(gateway, { externalId: 'demo-household' })).toMatchObject({
    __typename: 'ConflictError',
    existing: null,
  });
});

test('an input that MX refuses is InvalidInputError, in our own words', async () => {
  await using gateway = await startTestGateway({
    sandbox: { intercept: () => ({ status: 422, body: { error: { message: 'hunter2' } } }) },
  });
  const answer = await createUser(gateway, { externalId: 'fine' });
  expect(answer).toMatchObject({ __typename: 'InvalidInputError', path: ['input'] });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
});

test('a create that was cut off may have been made, and is not retried', async () => {
  await using gateway = await startTestGateway({ sandbox: { intercept: () => ({ status: 0 }) } });
  const { data, errors } = await gateway.query(document, { input: { email: 'a@example.com' } });
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { extensions: { code: 'OUTCOME_UNKNOWN', retryable: false, errorId: expect.any(String) } },
  ]);
  expect(gateway.sandbox.calls).toEqual(['POST /users']);
});
