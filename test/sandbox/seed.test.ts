import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { demo } from '../../src/sandbox/seed.ts';
import { startTestSandbox } from './mx-http.ts';

interface Reward {
  readonly guid: string;
  readonly account_guid: string | null;
  readonly balance: number;
  readonly balance_type: string;
  readonly unit_type: string;
  readonly expires_on: string | null;
}

test('the demo household has nine rewards of all sorts over two members', async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const { userGuid, bank, cards } = demo.household;
  const rewards: Reward[] = [];
  for (const { memberGuid } of [bank, cards]) {
    const { body } = await t.call(`GET /users/${userGuid}/members/${memberGuid}/rewards`);
    rewards.push(...body.rewards);
  }
  expect(rewards).toHaveLength(9);
  const kinds = (key: keyof Reward): readonly string[] =>
    [...new Set(rewards.map((reward) => String(reward[key])))].toSorted((a, b) =>
      a.localeCompare(b),
    );
  expect(kinds('unit_type')).toEqual(['DOLLARS', 'MILES', 'POINTS']);
  expect(kinds('balance_type')).toEqual([
    'BALANCE',
    'BALANCE_TO_LEVEL',
    'BALANCE_TO_REWARD',
    'EXPIRING_BALANCE',
    'TOTAL_BALANCE',
  ]);
  const today = '2026-11-22';
  const expiries = rewards.map(({ expires_on }) => expires_on);
  expect(expiries).toContain(null);
  expect(expiries.some((day) => day !== null && day < today)).toBe(true);
  expect(expiries.some((day) => day !== null && day > today)).toBe(true);
  expect(rewards.some((reward) => reward.account_guid === null)).toBe(true);
  expect(rewards.some(({ balance }) => !Number.isInteger(balance))).toBe(true);
});

test("the demo guids are those of the demo user's objects", async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  for (const { userGuid, bank } of [demo.household, demo.neighbour]) {
    const path = `/users/${userGuid}/members/${bank.memberGuid}`;
    const accounts = (await t.call(`GET ${path}/accounts`)).body.accounts;
    expect(accounts.map(({ guid }: Reward) => guid)).toEqual(Object.values(bank.accounts));
    const rewards = (await t.call(`GET ${path}/rewards`)).body.rewards;
    expect(rewards.map(({ guid }: Reward) => guid)).toEqual(Object.values(bank.rewards));
    const member = (await t.call(`GET ${path}`)).body.member;
    expect(member).toMatchObject({ connection_status: 'CONNECTED', is_being_aggregated: false });
  }
  const found = (await t.call('GET /users?id=demo-household')).body.users;
  expect(found[0].guid).toBe(demo.household.userGuid);
});

test('cards of different users may be of one product', async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const products: unknown[] = [];
  for (const { userGuid, bank } of [demo.household, demo.neighbour]) {
    const { body } = await t.call(`GET /users/${userGuid}/accounts/${bank.accounts.card}`);
    products.push(body.account.credit_card_product_guid);
  }
  expect(products).toEqual([demo.cardProducts.cash, demo.cardProducts.cash]);
});

test('the demo data starts at the real time unless a clock is given', async () => {
  await using sandbox = await startSandbox();
  const response = await fetch(`${sandbox.url}/users/${demo.household.userGuid}`, {
    headers: {
      accept: 'application/vnd.mx.api.v1+json',
      authorization: `Basic ${Buffer.from(`${sandbox.clientId}:${sandbox.apiKey}`).toString('base64')}`,
    },
  });
  const { user } = JSON.parse(await response.text());
  const age = Date.now() - Date.parse(user.created_at);
  expect(age).toBeGreaterThan(5 * 60 * 60 * 1000 - 1);
  expect(age).toBeLessThan(6 * 60 * 60 * 1000);
});
