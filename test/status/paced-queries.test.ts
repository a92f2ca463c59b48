import { expect, test } from 'vitest';
import { createCaller, transports } from '../support/caller.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openSubscription } from '../support/subscription.ts';
import { statusCalls, watchStatus } from '../support/watching.ts';

const POLL_MS = 3_000;

const key = `guid: "${household.bank.memberGuid}", userGuid: "${household.userGuid}"`;
const askStatus = `{ member(${key}) { status { isAuthenticated observedAt } } }`;
const update = `mutation ($input: UpdateMemberInput!) {
  updateMember(input: $input) { ... on MemberPayload { member { metadata } } } }`;
const fetchRewards = `mutation ($id: ID!) { fetchRewards(input: { memberId: $id }) {
  ... on JobPayload { status { isBeingAggregated } } } }`;

const memberReads = ({ sandbox }: TestGateway) =>
  sandbox.calls.filter((call) => call === `GET ${household.bankPath}`).length;

/** How often MX may have been asked since then, by the clock of this busy machine. */
function allowedSince(startedAt: number): number {
  return 1 + Math.ceil((performance.now() - startedAt) / POLL_MS);
}

test('queries, aliases and returning watchers cause one read in three seconds', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  const startedAt = performance.now();
  await using client = createCaller({ url: gateway.url });
  const aliases = Array.from({ length: 10 }, (_, at) => `a${at}: ${askStatus.slice(1, -1)}`);
  for (let round = 0; round < 20; round += 1) {
    await Promise.all([
      gateway.query(askStatus),
      gateway.query(`{ ${aliases.join(' ')} }`),
      ...transports
        .filter((transport) => transport !== 'http')
        .map((transport) =>
          client.ask(transport, { query: watchStatus, variables: { id: household.bankId } }, 1),
        ),
    ]);
  }
  expect(statusCalls(gateway)).toBeLessThanOrEqual(allowedSince(startedAt));
});

test("a watcher causes no second call about a member's OAuth", async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  await using client = createCaller({ url: gateway.url });
  const operation = { query: watchStatus, variables: { id: household.bankId } };
  for (let round = 0; round < 20; round += 1) await client.ask('websocket', operation, 1);
  expect(memberReads(gateway)).toBeLessThanOrEqual(1 + Math.ceil(performance.now() / 60_000));
});

test('a watcher receives the status at once, and queries meanwhile make no further call', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  const startedAt = performance.now();
  await using stream = openSubscription({
    url: gateway.url,
    document: watchStatus,
    variables: { id: household.bankId },
  });
  expect((await stream.next()).data?.['memberStatus'].connectionStatusRaw).toBe('CONNECTED');
  for (let round = 0; round < 20; round += 1) await gateway.query(askStatus);
  expect(statusCalls(gateway)).toBeLessThanOrEqual(allowedSince(startedAt));
});

test('a query after a mutation here reads again, however soon', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  const ask = async () => (await gateway.query(askStatus)).data?.['member'].status.observedAt;
  const first = await ask();
  expect(await ask()).toBe(first);
  await gateway.query(update, { input: { memberId: household.bankId, metadata: 'x' } });
  const second = await ask();
  expect(second > first).toBe(true);
  expect(await ask()).toBe(second);
});

test('a query after a job was started shows it', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  const status = `{ member(${key}) { status { isAuthenticated isBeingAggregated } } }`;
  const before = await gateway.query(status);
  expect(before.data?.['member'].status.isBeingAggregated).toBe(false);
  await gateway.query(fetchRewards, { id: household.bankId });
  const after = await gateway.query(status);
  expect(after.data?.['member'].status.isBeingAggregated).toBe(true);
});

test('a mutation that was cut off counts as made', async () => {
  await using gateway = await startTestGateway({
    config: { statusPollMs: POLL_MS },
    sandbox: { rewrite: ({ method }, response) => (method === 'PUT' ? { status: 0 } : response) },
  });
  await gateway.query(askStatus);
  await gateway.query(update, { input: { memberId: household.bankId, metadata: 'x' } });
  await gateway.query(askStatus);
  expect(statusCalls(gateway)).toBe(2);
});

test('a member that was deleted here is not found at once', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  await gateway.query(askStatus);
  await gateway.query(
    `mutation ($id: ID!) { deleteMember(input: { memberId: $id }) { __typename } }`,
    { id: household.bankId },
  );
  await using client = createCaller({ url: gateway.url });
  const operation = { query: watchStatus, variables: { id: household.bankId } };
  const { answers } = await client.ask('websocket', operation, 1);
  expect(answers[0]?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test('a member whose user was deleted here is not found at once', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: POLL_MS } });
  await gateway.query(askStatus);
  await gateway.query(`mutation ($id: ID!) { deleteUser(input: { userId: $id }) { __typename } }`, {
    id: household.userId,
  });
  await using client = createCaller({ url: gateway.url });
  const operation = { query: watchStatus, variables: { id: household.bankId } };
  const { answers } = await client.ask('sse', operation, 1);
  expect(answers[0]?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test('a failing status of MX is not asked for over and over', async () => {
  await using gateway = await startTestGateway({
    config: { statusPollMs: POLL_MS },
    sandbox: {
      intercept: ({ path }) => (path.endsWith('/status') ? { status: 500, body: {} } : undefined),
    },
  });
  const startedAt = performance.now();
  for (let round = 0; round < 100; round += 1) await gateway.query(askStatus);
  const seconds = (performance.now() - startedAt) / 1_000;
  // Five readings in the first three seconds, then one in three, each tried three times at most.
  expect(statusCalls(gateway)).toBeLessThanOrEqual(3 * (5 + seconds / 3));
});
