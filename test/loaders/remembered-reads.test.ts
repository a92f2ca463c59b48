import { expect, test } from 'vitest';
import {
  createRememberedReads,
  type DependentRead,
  type OperationId,
  REMEMBERED_READS_MS,
} from '../../src/loaders/remembered-reads.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { ownKey } from '../support/keys.ts';
import { countRoundTrips } from '../support/round-trips.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

const { userGuid, path, bank } = household;
const LATENCY_MS = 100;

const wallet = `query Wallet($guid: ID!) { user(guid: $guid) { email members { nodes {
  name
  rewards { balance }
  accounts { nodes { name currentRewardLevel creditCardProduct { name } } }
} } } }`;
const variables = { guid: userGuid };

/** Runs the wallet, and returns what it answered and what it asked of MX. */
async function run(gateway: TestGateway) {
  const { calls, requests } = gateway.sandbox;
  calls.length = 0;
  requests.length = 0;
  const answer = await gateway.query(wallet, variables);
  return { answer, calls: calls.toSorted(), trips: countRoundTrips(requests, LATENCY_MS) };
}

const isProduct = (call: string) => call.includes('/credit_card_products/');

test('a repeated wallet takes one round trip, and not a call more than before', async () => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: LATENCY_MS } });
  const first = await run(gateway);
  const second = await run(gateway);
  expect([first.trips, second.trips]).toEqual([3, 1]);
  // Products are cached by then.
  expect(second.calls).toEqual(first.calls.filter((call) => !isProduct(call)));
  expect(second.answer).toEqual(first.answer);
  expect((await run(gateway)).trips).toBe(1);
});

test('a new member is in a repeated wallet, with its rewards', async () => {
  await using gateway = await startTestGateway();
  const first = await run(gateway);
  const memberGuid = gateway.sandbox.control.addMember(userGuid);
  const second = await run(gateway);
  expect(second.calls).toContain(`GET ${path}/members/${memberGuid}/rewards`);
  expect(second.calls).toEqual([...new Set(second.calls)]);
  expect(second.calls.length).toBeGreaterThan(
    first.calls.filter((call) => !isProduct(call)).length,
  );
  expect(second.answer.data?.['user'].members.nodes).toHaveLength(3);
  expect(second.answer.errors).toBeUndefined();
});

test('a deleted member is in no repeated wallet, and costs one call once', async () => {
  await using gateway = await startTestGateway();
  await run(gateway);
  const headers = {
    authorization: `Basic ${Buffer.from(`${gateway.sandbox.clientId}:${gateway.sandbox.apiKey}`).toString('base64')}`,
    accept: 'application/vnd.mx.api.v1+json',
    'accept-version': 'v20111101',
  };
  const url = `${gateway.sandbox.url}${path}/members/${bank.memberGuid}`;
  expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204);

  const second = await run(gateway);
  expect(second.answer.errors).toBeUndefined();
  expect(second.answer.data?.['user'].members.nodes).toHaveLength(1);
  expect(second.calls).toContain(`GET ${path}/members/${bank.memberGuid}/rewards`);
  const third = await run(gateway);
  expect(third.calls.join()).not.toContain(bank.memberGuid);
});

test('a remembered read that fails is the failure of the field that needs it, and of no other', async () => {
  let isDown = false;
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path: asked }) =>
        isDown && asked.endsWith(`${bank.memberGuid}/rewards`)
          ? { status: 400, body: {} }
          : undefined,
    },
  });
  await run(gateway);
  isDown = true;
  const { answer } = await run(gateway);
  expect(answer.errors).toMatchObject([{ path: ['user', 'members', 'nodes', 0, 'rewards'] }]);
  expect(answer.data?.['user'].members.nodes[1].rewards).not.toEqual([]);
});

test('nothing is remembered from one caller for another', async () => {
  await using gateway = await startTestGateway({
    config: { auth: tokenAuth },
    sandbox: { latencyMs: LATENCY_MS },
  });
  const ask = async (claims: Parameters<typeof mintNow>[0]) => {
    gateway.sandbox.requests.length = 0;
    const authorization = `Bearer ${mintNow(claims)}`;
    await (await gateway.post({ query: wallet, variables }, { authorization })).json();
    // Whether the token's user is active is asked first, by the read of the user.
    const reads = gateway.sandbox.requests.filter(({ path: asked }) => asked !== path);
    return countRoundTrips(reads, LATENCY_MS);
  };
  expect(await ask({ mx_user_guid: undefined, sub: 'jobs', scope: 'mx:partner' })).toBe(3);
  expect(await ask({ mx_user_guid: userGuid })).toBe(2);
  expect(await ask({ mx_user_guid: userGuid })).toBe(1);
});

const rewards = (memberGuid: string): DependentRead => ({
  kind: 'rewards',
  key: ownKey({ userGuid, memberGuid }),
});

test('reads are remembered for an hour, and the newest of them within a bound', () => {
  let time = 0;
  const { recall, remember } = createRememberedReads({ monotonicNow: () => time, maxReads: 3 });
  const operation = {};
  const idOf = (text: string): OperationId => ({ operation, text: () => text });
  const memory = {
    recall: (text: string) => recall(idOf(text)),
    remember: (text: string, reads: readonly DependentRead[]) => remember(idOf(text), reads),
  };
  memory.remember('a', [rewards('MBR-1'), rewards('MBR-2')]);
  memory.remember('b', [rewards('MBR-3')]);
  expect(memory.recall('a')).toHaveLength(2);
  memory.remember('c', [rewards('MBR-4')]);
  expect(['a', 'b', 'c'].map((id) => memory.recall(id).length)).toEqual([2, 0, 1]);
  memory.remember(
    'd',
    [1, 2, 3, 4].map((each) => rewards(`MBR-${each}`)),
  );
  expect(memory.recall('d')).toEqual([]);
  time += REMEMBERED_READS_MS - 1;
  expect(memory.recall('c')).toHaveLength(1);
  time += 1;
  expect(memory.recall('c')).toEqual([]);
});

test('the hour begins again with each run, whether its reads are the same or others', () => {
  let time = 0;
  const { recall, remember } = createRememberedReads({ monotonicNow: () => time });
  const id: OperationId = { operation: {}, text: () => 'a' };
  remember(id, [rewards('MBR-1'), rewards('MBR-2')]);
  time += REMEMBERED_READS_MS - 1;
  remember(id, [rewards('MBR-1'), rewards('MBR-2')]);
  time += REMEMBERED_READS_MS - 1;
  expect(recall(id)).toEqual([rewards('MBR-1'), rewards('MBR-2')]);
  remember(id, [rewards('MBR-1'), rewards('MBR-3')]);
  expect(recall(id)).toEqual([rewards('MBR-1'), rewards('MBR-3')]);
  remember(id, [rewards('MBR-3')]);
  expect(recall(id)).toEqual([rewards('MBR-3')]);
  remember(id, []);
  expect(recall(id)).toEqual([]);
});
