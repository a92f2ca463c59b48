import { expect, test } from 'vitest';
import { createCaller, type Operation } from '../support/caller.ts';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials } from '../support/household.ts';

const documents = {
  createMember: `mutation ($input: CreateMemberInput!) { createMember(input: $input) {
    __typename
    ... on MemberPayload { member { id externalId oauthWindowUri status { isBeingAggregated } } }
    ... on Error { code message }
    ... on InvalidInputError { path }
    ... on ConflictError { existing { id } }
  } }`,
  createUser: `mutation ($input: CreateUserInput!) { createUser(input: $input) {
    __typename
    ... on UserPayload { user { id externalId } }
    ... on Error { code message }
    ... on InvalidInputError { path }
    ... on ConflictError { existing { id } }
  } }`,
} as const;

type Mutation = keyof typeof documents;

const member = (changes: Data = {}): Data => ({
  userId: household.userId,
  institutionCode: 'mxbank',
  credentials: mxbankCredentials('a new password'),
  ...changes,
});
const oauthMember = (changes: Data = {}): Data => ({
  userId: household.userId,
  institutionCode: 'mx_bank_oauth',
  isOAuth: true,
  ...changes,
});

const creations: readonly (readonly [Mutation, Data])[] = [
  ['createMember', member()],
  ['createMember', oauthMember()],
  ['createUser', { email: 'new@example.com' }],
];

async function create(gateway: TestGateway, name: Mutation, input: Data): Promise<Data> {
  const { data, errors } = await gateway.query(documents[name], { input });
  expect(errors).toBeUndefined();
  return data?.[name];
}

const idOf = (result: Data): string => (result['member'] ?? result['user'])?.id;
const posts = ({ sandbox }: TestGateway) =>
  sandbox.calls.filter((call) => /^POST .*\/(?:members|users)$/.test(call));

test.for(creations)('%s of %j with one clientMutationId is made once', async ([name, input]) => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 20 } });
  const named = { ...input, clientMutationId: 'once' };
  const together = await Promise.all([1, 2, 3].map(() => create(gateway, name, named)));
  const later = await create(gateway, name, named);
  const ids = [...together, later].map(idOf);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toEqual(expect.any(String));
  expect(posts(gateway)).toHaveLength(1);
  expect(later['member']?.oauthWindowUri).toBe(together[0]?.['member']?.oauthWindowUri);
});

test('a repeated creation shows the member as it is now', async () => {
  await using gateway = await startTestGateway();
  const input = member({ clientMutationId: 'once' });
  expect(await create(gateway, 'createMember', input)).toMatchObject({
    member: { status: { isBeingAggregated: true } },
  });
  await expect
    .poll(() => create(gateway, 'createMember', input))
    .toMatchObject({ member: { status: { isBeingAggregated: false } } });
  expect(posts(gateway)).toHaveLength(1);
});

test.for(creations)(
  '%s of %j with a clientMutationId of another creation is refused by name, without a call',
  async ([name, input]) => {
    await using gateway = await startTestGateway();
    await create(gateway, name, { ...input, clientMutationId: 'once' });
    gateway.sandbox.calls.length = 0;
    const other = { ...input, metadata: 'other', clientMutationId: 'once' };
    expect(await create(gateway, name, other)).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['input', 'clientMutationId'],
    });
    expect(gateway.sandbox.calls).toEqual([]);
  },
);

test('another password is another input', async () => {
  await using gateway = await startTestGateway();
  const input = member({ clientMutationId: 'once' });
  await create(gateway, 'createMember', input);
  const credentials = mxbankCredentials('another password');
  expect(await create(gateway, 'createMember', { ...input, credentials })).toMatchObject({
    __typename: 'InvalidInputError',
  });
});

test.for(['', 'x'.repeat(129)])('a clientMutationId of %j is refused', async (clientMutationId) => {
  await using gateway = await startTestGateway();
  for (const [name, input] of creations) {
    expect(await create(gateway, name, { ...input, clientMutationId })).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['input', 'clientMutationId'],
    });
  }
  expect(gateway.sandbox.calls).toEqual([]);
});

/** A gateway whose first creation is made by MX, and its answer lost. */
function startLosing() {
  let lost = 0;
  return startTestGateway({
    sandbox: {
      rewrite: ({ method, path }, response) => {
        if (method !== 'POST' || !/\/(?:members|users)$/.test(path) || lost > 0) return response;
        lost += 1;
        return { status: 0 };
      },
    },
  });
}

test.for<[Mutation, Data]>([
  ['createMember', member({ externalId: 'mine' })],
  ['createMember', oauthMember({ externalId: 'mine' })],
  ['createMember', oauthMember({ externalId: 'mine', clientMutationId: 'once' })],
  ['createUser', { externalId: 'mine' }],
  ['createUser', { externalId: 'mine', clientMutationId: 'once' }],
])('%s of %j that was made without a response is found', async ([name, input]) => {
  await using gateway = await startLosing();
  const made = { [name === 'createUser' ? 'user' : 'member']: { externalId: 'mine' } };
  expect(await create(gateway, name, input)).toMatchObject(made);
  expect(posts(gateway)).toHaveLength(1);
});

test('a member at another institution is not the one that was made without a response', async () => {
  let isCut = false;
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ method, path }) =>
        isCut && method === 'POST' && path.endsWith('/members') ? { status: 0 } : undefined,
    },
  });
  await create(gateway, 'createMember', oauthMember({ externalId: 'mine' }));
  isCut = true;
  const input = member({ externalId: 'mine' });
  const { errors } = await gateway.query(documents.createMember, { input });
  expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
});

test.for<[Mutation, Data]>([
  ['createMember', oauthMember({ clientMutationId: 'once' })],
  ['createUser', { email: 'a@example.com', clientMutationId: 'once' }],
])('%s of %j that cannot be identified stays unknown, and is not made twice', async (row) => {
  const [name, input] = row;
  await using gateway = await startLosing();
  for (const _ of [1, 2, 3]) {
    const { errors } = await gateway.query(documents[name], { input });
    expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
  }
  expect(posts(gateway)).toHaveLength(1);
});

test('credentials that may have been taken are sent again, since MX takes none twice', async () => {
  await using gateway = await startLosing();
  const input = {
    ...member({ clientMutationId: 'once' }),
    institutionCode: 'mxbank',
    externalId: null,
  };
  await gateway.query(documents.createMember, { input });
  expect(await create(gateway, 'createMember', input)).toMatchObject({
    __typename: 'ConflictError',
  });
  const { data } = await gateway.query(
    `{ user(guid: "${household.userGuid}") { members { nodes { name } } } }`,
  );
  expect(data?.['user'].members.nodes).toHaveLength(3);
});

const leaving = {
  http(url: string, operation: Operation) {
    const abort = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(operation) };
    void fetch(url, { ...request, signal: abort.signal }).catch(() => {});
    return async () => abort.abort();
  },
  websocket(url: string, operation: Operation) {
    const client = createCaller({ url });
    void client.ask('websocket', operation).catch(() => {});
    return () => client[Symbol.asyncDispose]();
  },
} as const;

test.for(['http', 'websocket'] as const)(
  'a client that leaves over %s during the creation of its member finds it on its return',
  async (transport) => {
    await using gateway = await startTestGateway({ sandbox: { latencyMs: 200 } });
    const variables = { input: member({ clientMutationId: 'once' }) };
    const operation = { query: documents.createMember, variables };
    const leave = leaving[transport](gateway.url, operation);
    await expect.poll(() => posts(gateway).length).toBe(1);
    await leave();
    await using back = createCaller({ url: gateway.url });
    const { answers } = await back.ask(transport, operation);
    expect(answers[0]?.data?.['createMember'].member.id).toEqual(expect.any(String));
    expect(posts(gateway)).toHaveLength(1);
  },
);

test('a conflict by external id names the existing member', async () => {
  await using gateway = await startTestGateway();
  const first = await create(gateway, 'createMember', oauthMember({ externalId: 'mine' }));
  const second = await create(gateway, 'createMember', member({ externalId: 'mine' }));
  expect(second).toMatchObject({ __typename: 'ConflictError', existing: { id: idOf(first) } });
});
