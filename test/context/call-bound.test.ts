import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { eventsOf, levels, startWallet } from './wallets.ts';

/** A user with so many accounts at so many banks, in front of a gateway with many places. */
async function startRichUser(banks: number, accountsEach: number) {
  const gateway = await startTestGateway({
    sandbox: { seed: 'empty' },
    config: { timeoutMs: 60_000 },
  });
  const { control, calls } = gateway.sandbox;
  const userGuid = control.addUser();
  for (let bank = 0; bank < banks; bank += 1) {
    const memberGuid = control.addMember(userGuid, { hasData: false });
    for (let account = 0; account < accountsEach; account += 1) control.addAccount(memberGuid);
  }
  calls.length = 0;
  const query = `{ user(guid: "${userGuid}") { members(first: ${banks}) { nodes {
    rewards { guid } ${levels}
  } } } }`;
  return { gateway, query, userGuid };
}

test('an operation with too many calls ends as a whole, with a code', async () => {
  const { gateway, query } = await startRichUser(20, 80);
  await using _ = gateway;
  const { calls } = gateway.sandbox;
  const { data, errors } = await gateway.query(query);
  expect(data).toBeNull();
  const extensions = { code: 'CALL_BUDGET_EXCEEDED', limit: 'callsPerOperation', retryable: false };
  expect(errors).toMatchObject([{ extensions }]);
  // What it needs is known before most of it is read.
  await gateway.query(`{ user(guid: "USR-1") { email } }`);
  expect(calls.length).toBeLessThan(limits.callsPerOperation / 5);
  expect(eventsOf(gateway, 'failed')).toEqual([]);
  expect(eventsOf(gateway, 'limited')).toMatchObject([{ limit: 'callsPerOperation', times: 1 }]);
}, 60_000);

test('a wallet of 1,000 accounts at 25 banks is within the bound of calls', async () => {
  const { gateway, query } = await startRichUser(25, 40);
  await using _ = gateway;
  const { errors } = await gateway.query(query);
  expect(errors).toBeUndefined();
  expect(new Set(gateway.sandbox.calls).size).toBe(2 + 25 + 1_000);
}, 60_000);

test('a mutation reports its effect although the rest exceeds the bound of calls', async () => {
  const { gateway, userGuid } = await startRichUser(20, 80);
  await using _ = gateway;
  const answer = await gateway.query(`mutation {
    updateUser(input: { userId: "${toGlobalId('User', userGuid)}", metadata: "new" }) {
      ... on UserPayload { user { metadata members(first: 20) { nodes { rewards { guid } ${levels} } } } }
    }
  }`);
  expect(answer.data?.['updateUser'].user.metadata).toBe('new');
  expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toContain(
    'CALL_BUDGET_EXCEEDED',
  );
}, 60_000);

test('the log has the number of calls of an operation', async () => {
  const { gateway, query } = await startWallet(5);
  await using _ = gateway;
  await gateway.query(query);
  expect(eventsOf(gateway, 'operation')).toMatchObject([{ upstreamCalls: 6 }]);
});

test('the number of calls of an operation includes its changes and their reads', async () => {
  await using gateway = await startTestGateway();
  const before = gateway.sandbox.calls.length;
  const { errors } = await gateway.query(
    `mutation { aggregateMember(input: { memberId: "${household.bankId}" }) {
      ... on JobPayload { member { name rewards { balance } } }
    } }`,
  );
  expect(errors).toBeUndefined();
  const calls = gateway.sandbox.calls.slice(before);
  const ends = calls
    .map((call) => call.split('/').at(-1) ?? '')
    .toSorted((a, b) => (a < b ? -1 : 1));
  expect(ends).toEqual(['aggregate', 'rewards', 'status']);
  expect(eventsOf(gateway, 'operation')).toMatchObject([{ upstreamCalls: 3 }]);
});
