import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials } from '../support/household.ts';

// Queries about an object that MX has just created, and does not know yet.

/** MX knows a new object from the nth read after its creation on. */
async function startLate(nth: number) {
  let now = Date.now();
  let reads = 0;
  const gateway = await startTestGateway({
    sandbox: {
      creationLagMs: 400,
      now: () => now,
      onRequest({ method }) {
        reads = method === 'GET' ? reads + 1 : 0;
        if (reads === nth) now += 400;
      },
    },
  });
  return {
    async create(document: string, input: object) {
      const { data, errors } = await gateway.query(document, { input });
      expect(errors).toBeUndefined();
      gateway.sandbox.calls.length = 0;
      return data ?? {};
    },
    query: gateway.query,
    calls: gateway.sandbox.calls,
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

test('a query right after createMember finds the member at the third read', async () => {
  await using gateway = await startLate(3);
  const { createMember } = await gateway.create(
    `mutation ($input: CreateMemberInput!) { createMember(input: $input) {
      ... on MemberPayload { member { id guid } } } }`,
    {
      userId: household.userId,
      institutionCode: 'mxbank',
      credentials: mxbankCredentials('a new password'),
    },
  );
  const { id, guid } = createMember.member;
  const { data, errors } = await gateway.query(
    'query ($id: ID!) { node(id: $id) { ... on Member { guid status { connectionStatus } } } }',
    { id },
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ node: { guid, status: { connectionStatus: expect.any(String) } } });
  const path = `GET /users/${household.userGuid}/members/${guid}`;
  expect(gateway.calls).toEqual([path, path, path]);
});

test('a query right after createUser finds the user and its empty lists', async () => {
  await using gateway = await startLate(2);
  const { createUser } = await gateway.create(
    `mutation ($input: CreateUserInput!) { createUser(input: $input) {
      ... on UserPayload { user { guid } } } }`,
    { email: 'new@example.com' },
  );
  const { guid } = createUser.user;
  const { data } = await gateway.query(
    'query ($guid: ID!) { user(guid: $guid) { email members { nodes { guid } } } }',
    { guid },
  );
  expect(data).toEqual({ user: { email: 'new@example.com', members: { nodes: [] } } });
  expect(gateway.calls.length).toBeLessThanOrEqual(4);
});

test('a query for a user that nobody has just created gets null after one read', async () => {
  await using gateway = await startLate(2);
  const guid = 'USR-00000000-0000-4000-8000-000000000000';
  const { data } = await gateway.query(`{ user(guid: "${guid}") { email } }`);
  expect(data).toEqual({ user: null });
  expect(gateway.calls).toHaveLength(1);
});
