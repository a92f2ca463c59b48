import { expect, test } from 'vitest';
import { beta, startTestSandbox, v1, v2025 } from '../mx-http.ts';
import type { TestSandbox } from '../mx-http.ts';

const rewardsFields = [
  'credit_card_product_guid',
  'current_reward_level',
  'enrolled_in_rewards_on',
  'next_reward_level',
  'primary_reward_unit',
];

interface Place {
  readonly user: string;
  readonly member: string;
  readonly card: string;
}

async function addCard(t: TestSandbox): Promise<Place> {
  const user = await t.createUser();
  const member = t.sandbox.control.addMember(user);
  const { accounts } = (await t.call(`GET /users/${user}/accounts`)).body;
  const card = accounts.find(({ type }: { type: string }) => type === 'CREDIT_CARD').guid;
  return { user, member, card };
}

test.for([
  ['v1', v1, 0],
  ['v1beta', beta, 5],
  ['v20250224', v2025, 5],
] as const)(
  'an account read under %s has its rewards fields or not at all',
  async ([, headers, count]) => {
    await using t = await startTestSandbox();
    const { user, card } = await addCard(t);
    const { account } = (await t.call(`GET /users/${user}/accounts/${card}`, undefined, headers))
      .body;
    expect(rewardsFields.filter((name) => name in account)).toHaveLength(count);
  },
);

test.for([
  [false, 0],
  [true, 5],
] as const)('lists have rewards fields: %s', async ([accountListHasRewardsFields, count]) => {
  await using t = await startTestSandbox({ accountListHasRewardsFields });
  const { user, member, card } = await addCard(t);
  const paths = [`/users/${user}/accounts`, `/users/${user}/members/${member}/accounts`];
  for (const path of paths) {
    const { accounts } = (await t.call(`GET ${path}`)).body;
    const account = accounts.find(({ guid }: { guid: string }) => guid === card);
    expect(rewardsFields.filter((name) => name in account)).toHaveLength(count);
    const plain = (await t.call(`GET ${path}`, undefined, v1)).body.accounts;
    expect(plain[2]).not.toHaveProperty('primary_reward_unit');
  }
  const byMember = (await t.call(`GET ${paths[1]}/${card}`)).body.account;
  expect(rewardsFields.filter((name) => name in byMember)).toHaveLength(count);
});

test('an account without rewards has null in its rewards fields', async () => {
  await using t = await startTestSandbox();
  const { user, member } = await addCard(t);
  const guid = t.sandbox.control.addAccount(member, { fields: { type: 'SAVINGS' } });
  const { account } = (await t.call(`GET /users/${user}/accounts/${guid}`)).body;
  expect(account).toMatchObject({ type: 'SAVINGS', credit_card_product_guid: null });
});

test('an account has fields in v20111101 that it lacks in v20250224', async () => {
  await using t = await startTestSandbox();
  const { user, card } = await addCard(t);
  const path = `GET /users/${user}/accounts/${card}`;
  const old = (await t.call(path, undefined, beta)).body.account;
  const current = (await t.call(path, undefined, v2025)).body.account;
  expect(old).toMatchObject({ feed_balance: old.balance, balance_set_by: 1 });
  expect(Object.keys(current).some((key) => /^feed_|_set_by$/.test(key))).toBe(false);
  expect(Object.keys(current)).toHaveLength(58 + rewardsFields.length);
});

test('accounts are listed by user, over its members, and by member', async () => {
  await using t = await startTestSandbox();
  const { user, member } = await addCard(t);
  t.sandbox.control.addMember(user, { institutionCode: 'summit_card_services' });
  const all = (await t.call(`GET /users/${user}/accounts`)).body;
  expect(all.accounts).toHaveLength(5);
  expect(all.pagination.total_entries).toBe(5);
  const own = (await t.call(`GET /users/${user}/members/${member}/accounts`)).body.accounts;
  expect(own).toEqual(all.accounts.slice(0, 3));
  const manual = (await t.call(`GET /users/${user}/accounts?is_manual=true`)).body.accounts;
  expect(manual).toEqual([]);
});

test('the three changeable fields of an aggregated account are changed', async () => {
  await using t = await startTestSandbox();
  const { user, member, card } = await addCard(t);
  const path = `/users/${user}/members/${member}/accounts/${card}`;
  const updated = await t.call(`PUT ${path}`, {
    account: { is_hidden: true, metadata: 'm', balance: 1 },
  });
  expect(updated.body.account).toMatchObject({ is_hidden: true, metadata: 'm', balance: 788.64 });
});

test('an unknown account, and one of another user, answers 404', async () => {
  await using t = await startTestSandbox();
  const { card } = await addCard(t);
  const other = await t.createUser();
  expect((await t.call(`GET /users/${other}/accounts/${card}`)).status).toBe(404);
  expect((await t.call(`GET /users/${other}/accounts/ACT-unknown`)).status).toBe(404);
});
