import { expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openSubscription } from '../../support/subscription.ts';

const { bank, bankId, userGuid } = household;
const QUERY = `query ($id: ID!, $user: ID!) {
  node(id: $id) { ... on Member { error { code message } status { nextAction userMessage } } }
  user(guid: $user) { members { edges { node { guid error { code } status { nextAction } } } } }
}`;
const UNTIL_SETTLED = `subscription ($id: ID!) {
  memberStatus(memberId: $id, completeWhenSettled: true) { isBeingAggregated nextAction }
}`;
const NO_ACCOUNTS = { error_code: 1001, error_message: 'No accounts', error_type: 'MEMBER' };

test.for(['v20111101', 'v20250224'] as const)(
  "a member has MX's error, also under %s",
  async (apiVersion) => {
    await using gateway = await startTestGateway({ config: { apiVersion } });
    const variables = { id: bankId, user: userGuid };
    expect((await gateway.query(QUERY, variables)).data).toMatchObject({
      node: { error: null, status: { nextAction: 'NONE' } },
    });
    gateway.sandbox.control.setStatus(bank.memberGuid, 'DENIED');
    expect((await gateway.query(QUERY, variables)).data).toMatchObject({
      node: { error: { code: 2005, message: 'INVALID_CREDENTIALS' } },
    });
  },
);

test('a connected member without accounts is referred to its institution, wherever it is read', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.override(bank.memberGuid, { error: NO_ACCOUNTS });
  const { data } = await gateway.query(QUERY, { id: bankId, user: userGuid });
  expect(data?.['node']).toEqual({
    error: { code: 1001, message: 'No accounts' },
    status: {
      nextAction: 'VISIT_INSTITUTION',
      userMessage:
        "You're connected, but your institution isn't sharing any accounts. Check with your institution.",
    },
  });
  const members = data?.['user'].members.edges.map(({ node }: { node: object }) => node);
  expect(members).toContainEqual({
    guid: bank.memberGuid,
    error: { code: 1001 },
    status: { nextAction: 'VISIT_INSTITUTION' },
  });
});

test('the end of a job without accounts refers to the institution', async () => {
  await using gateway = await startTestGateway();
  const { control } = gateway.sandbox;
  // Not a job of the sandbox: it might end before the stream begins.
  control.setStatus(bank.memberGuid, 'CONNECTED', { isBeingAggregated: true });
  await using stream = openSubscription({
    url: gateway.url,
    document: UNTIL_SETTLED,
    variables: { id: bankId },
  });
  expect((await stream.next()).data?.['memberStatus'].nextAction).toBe('WAIT');
  control.override(bank.memberGuid, { error: NO_ACCOUNTS });
  control.setStatus(bank.memberGuid, 'CONNECTED');
  const results = await stream.rest();
  expect(results.map(({ data }) => data?.['memberStatus'].nextAction)).toEqual([
    'VISIT_INSTITUTION',
  ]);
});

test('a stream that starts after a job without accounts refers to the institution', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.override(bank.memberGuid, { error: NO_ACCOUNTS });
  await using stream = openSubscription({
    url: gateway.url,
    document: UNTIL_SETTLED,
    variables: { id: bankId },
  });
  const results = await stream.rest();
  expect(results.map(({ data }) => data?.['memberStatus'].nextAction)).toEqual([
    'VISIT_INSTITUTION',
  ]);
});
