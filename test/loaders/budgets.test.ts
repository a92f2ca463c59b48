import { expect, test } from 'vitest';
import { demo } from '../../src/sandbox/seed.ts';
import { startTestGateway } from '../support/gateway.ts';
import { countRoundTrips } from '../support/round-trips.ts';

const LATENCY_MS = 100;

const { userGuid, bank, cards } = demo.household;
const user = `/users/${userGuid}`;
const members = `GET ${user}/members`;
const accounts = `GET ${user}/accounts`;
const rewardsOf = (memberGuid: string) => `GET ${user}/members/${memberGuid}/rewards`;
const rewards = [rewardsOf(bank.memberGuid), rewardsOf(cards.memberGuid)];
const everyAccount = [...Object.values(bank.accounts), ...Object.values(cards.accounts)];
const accountReads = everyAccount.map((guid) => `GET ${user}/accounts/${guid}`);

interface Budget {
  readonly name: string;
  readonly selection: string;
  readonly calls: readonly string[];
  /** Of card products: each distinct one once. */
  readonly products?: number;
  readonly roundTrips: number;
}

const budgets: readonly Budget[] = [
  {
    name: 'members with their status cost one list',
    selection: '{ members { nodes { name status { connectionStatus nextAction isSettled } } } }',
    calls: [members],
    roundTrips: 1,
  },
  {
    name: 'scalar fields of the user cost one read beside the list',
    selection: '{ email members { nodes { name } } }',
    calls: [`GET ${user}`, members],
    roundTrips: 1,
  },
  {
    name: 'accounts of all members cost one list',
    selection: '{ members { nodes { name accounts { nodes { name balance } } } } }',
    calls: [members, accounts],
    roundTrips: 1,
  },
  {
    name: 'rewards fields cost one read of each account',
    selection:
      '{ members { nodes { accounts { nodes { name currentRewardLevel nextRewardLevel } } } } }',
    calls: [members, accounts, ...accountReads],
    roundTrips: 2,
  },
  {
    name: 'card products cost one read of each distinct one',
    selection: '{ members { nodes { accounts { nodes { creditCardProduct { name } } } } } }',
    calls: [members, accounts, ...accountReads],
    products: 3,
    roundTrips: 3,
  },
  {
    name: 'rewards with their account cost one list a member and one of accounts',
    selection: '{ members { nodes { rewards { balance account { name } } } } }',
    calls: [members, accounts, ...rewards],
    roundTrips: 2,
  },
  {
    name: 'the whole wallet takes three round trips with cold products',
    selection: `{
      email
      members {
        nodes {
          name
          status { connectionStatus challenges { id } }
          rewards { balance unit balanceType expiresOn }
          accounts { nodes { name balance currentRewardLevel creditCardProduct { name } } }
        }
      }
    }`,
    calls: [`GET ${user}`, members, accounts, ...rewards, ...accountReads],
    products: 3,
    roundTrips: 3,
  },
];

test.for(budgets)('$name', async ({ selection, calls, products = 0, roundTrips }) => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: LATENCY_MS } });
  const answer = await gateway.query(`{ user(guid: "${userGuid}") ${selection} }`);
  expect(answer.errors).toBeUndefined();

  const made = gateway.sandbox.calls;
  const isProduct = (call: string) => call.startsWith('GET /credit_card_products/');
  expect(made.filter((call) => !isProduct(call)).toSorted()).toEqual(calls.toSorted());
  expect(new Set(made.filter(isProduct)).size).toBe(products);
  expect(made.filter(isProduct)).toHaveLength(products);
  expect(countRoundTrips(gateway.sandbox.requests, LATENCY_MS)).toBe(roundTrips);
});

test('card products are not read again while they are cached', async () => {
  await using gateway = await startTestGateway();
  const document = `{ user(guid: "${userGuid}") {
    accounts { nodes { creditCardProduct { name } } }
  } }`;
  await gateway.query(document);
  gateway.sandbox.calls.length = 0;
  await gateway.query(document);
  expect(gateway.sandbox.calls.toSorted()).toEqual([accounts, ...accountReads].toSorted());
});

test('a member is read once, however many fields want it', async () => {
  await using gateway = await startTestGateway();
  const key = `guid: "${bank.memberGuid}", userGuid: "${userGuid}"`;
  const answer = await gateway.query(`{
    a: member(${key}) { name }
    b: member(${key}) { rewards { guid } }
    c: member(${key}) { status { connectionStatus } }
  }`);
  expect(answer.errors).toBeUndefined();
  expect(gateway.sandbox.calls.toSorted()).toEqual(
    [`GET ${user}/members/${bank.memberGuid}`, rewardsOf(bank.memberGuid)].toSorted(),
  );
});

test('a read that several operations of one user make at once is shared', async () => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 100 } });
  const document = `{ user(guid: "${userGuid}") { members { nodes { name } } } }`;
  const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.query(document)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(gateway.sandbox.calls).toEqual([members]);
});

test("a user's data is not kept between operations", async () => {
  await using gateway = await startTestGateway();
  const document = `{ user(guid: "${userGuid}") { members { nodes { name } } } }`;
  await gateway.query(document);
  await gateway.query(document);
  expect(gateway.sandbox.calls).toEqual([members, members]);
});

test('the status itself is read only for what the member lacks', async () => {
  await using gateway = await startTestGateway();
  const key = `guid: "${bank.memberGuid}", userGuid: "${userGuid}"`;
  const { data } = await gateway.query(`{
    member(${key}) { status { connectionStatus isAuthenticated challenges { id } } }
  }`);
  expect(data?.['member'].status).toMatchObject({ isAuthenticated: true, challenges: [] });
  expect(gateway.sandbox.calls.toSorted()).toEqual(
    [
      `GET ${user}/members/${bank.memberGuid}`,
      `GET ${user}/members/${bank.memberGuid}/status`,
    ].toSorted(),
  );
});

test('a user that MX does not know is null from the list alone', async () => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(
    '{ user(guid: "USR-00000000-0000-4000-8000-000000000000") { guid members { nodes { name } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ user: null });
  expect(gateway.sandbox.calls).toEqual([
    'GET /users/USR-00000000-0000-4000-8000-000000000000/members',
  ]);
});
