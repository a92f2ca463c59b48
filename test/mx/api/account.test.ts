import { expect, test } from 'vitest';
import { json, startTestClient } from '../../support/fake-mx.ts';

const USER = 'USR-1';
const wire = {
  guid: 'ACT-1',
  user_guid: USER,
  member_guid: 'MBR-1',
  id: '1040434698',
  name: 'Card',
  nickname: null,
  type: 'CREDIT_CARD',
  subtype: 'NEW_SUBTYPE',
  account_number: '3331261',
  currency_code: 'USD',
  balance: 1000.1,
  available_balance: 0,
  available_credit: 4000,
  credit_limit: 5e3,
  statement_balance: -12.5,
  minimum_payment: 10,
  payment_due_at: '2015-10-13T17:57:37.000Z',
  last_payment: 100,
  last_payment_at: '2023-07-25T17:14:46Z',
  apr: 1,
  apy: 2.35,
  interest_rate: 3.25,
  is_closed: false,
  is_hidden: null,
  is_manual: true,
  created_at: '2025-02-13T18:08:00+00:00',
  updated_at: '2025-02-13T18:09:00-06:00',
};
const model = {
  guid: 'ACT-1',
  userGuid: USER,
  memberGuid: 'MBR-1',
  externalId: '1040434698',
  name: 'Card',
  nickname: null,
  type: 'CREDIT_CARD',
  subtype: 'NEW_SUBTYPE',
  accountNumber: '3331261',
  currencyCode: 'USD',
  balance: '1000.1',
  availableBalance: '0',
  availableCredit: '4000',
  creditLimit: '5000',
  statementBalance: '-12.5',
  minimumPayment: '10',
  paymentDueAt: '2015-10-13T17:57:37.000Z',
  lastPayment: '100',
  lastPaymentAt: '2023-07-25T17:14:46.000Z',
  apr: '1',
  apy: '2.35',
  interestRate: '3.25',
  isClosed: false,
  isHidden: null,
  isManual: true,
  isBusiness: null,
  paymentDueDay: null,
  metadata: null,
  importedAt: null,
  createdAt: '2025-02-13T18:08:00.000Z',
  updatedAt: '2025-02-14T00:09:00.000Z',
  rewardsFields: null,
};
const noRewards = {
  creditCardProductGuid: null,
  enrolledInRewardsOn: null,
  primaryRewardUnit: null,
  currentRewardLevel: null,
  nextRewardLevel: null,
};

test('an account is read', async () => {
  await using t = await startTestClient([json({ account: wire })]);
  expect(await t.client.accounts.read({ userGuid: USER, accountGuid: 'ACT-1' })).toEqual(model);
  expect(t.mx.seen[0]?.url).toBe('/users/USR-1/accounts/ACT-1');
  expect(t.reports[0]).not.toHaveProperty('driftedFields');
});

test.for<[string, Record<string, unknown>, unknown]>([
  ['are unknown when no key is there', {}, null],
  ['are known to be none when a key is null', { next_reward_level: null }, noRewards],
  [
    'are read',
    {
      credit_card_product_guid: 'CCA-1',
      enrolled_in_rewards_on: '2020-02-28T00:00:00Z',
      primary_reward_unit: 'POINTS',
      current_reward_level: 'silver',
      next_reward_level: 'gold',
    },
    {
      creditCardProductGuid: 'CCA-1',
      enrolledInRewardsOn: '2020-02-28',
      primaryRewardUnit: 'POINTS',
      currentRewardLevel: 'silver',
      nextRewardLevel: 'gold',
    },
  ],
  ['name no product that nobody could ask for', { credit_card_product_guid: '..' }, noRewards],
])("an account's rewards fields %s", async ([, fields, rewardsFields]) => {
  await using t = await startTestClient([json({ accounts: [{ ...wire, ...fields }] })]);
  const list = await t.client.accounts.ofUser(USER);
  expect(list).toMatchObject({ items: [{ ...model, rewardsFields }], isComplete: true });
});

test('the accounts of a member are listed', async () => {
  await using t = await startTestClient([json({ accounts: [wire] })]);
  const list = await t.client.accounts.ofMember({ userGuid: USER, memberGuid: 'MBR-1' });
  expect(list).toMatchObject({ items: [model], isComplete: true });
  expect(t.mx.seen[0]?.url).toBe(
    '/users/USR-1/members/MBR-1/accounts?page=1&records_per_page=1000',
  );
});

test('a list with an account of another user is refused', async () => {
  const foreign = { ...wire, guid: 'ACT-2', user_guid: 'USR-2' };
  await using t = await startTestClient([json({ accounts: [wire, foreign] })]);
  await expect(t.client.accounts.ofUser(USER)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    message: 'GET /users/{user_guid}/accounts: user_guid names another user',
  });
});
