import { expect, test } from 'vitest';
import type { ApiVersion } from '../../../src/mx/endpoints.ts';
import { json, startTestClient } from '../../support/fake-mx.ts';

const USER = 'USR-1';
const KEY = { userGuid: USER, transactionGuid: 'TRN-1' };
const PAGE = { page: 1, perPage: 25 };
const wire = {
  guid: 'TRN-1',
  user_guid: USER,
  account_guid: 'ACT-1',
  member_guid: 'MBR-1',
  amount: 61.11,
  type: 'DEBIT',
  status: 'POSTED',
  description: 'Coffee',
  original_description: 'COFFEE 1',
  category: 'Food',
  category_guid: 'CAT-1',
  top_level_category: 'Food & Dining',
  merchant_guid: 'MCH-1',
  merchant_category_code: 5411,
  memo: 'Table 7',
  is_bill_pay: false,
  is_direct_deposit: false,
  is_expense: true,
  is_fee: false,
  is_income: false,
  is_international: true,
  is_overdraft_fee: false,
  is_payroll_advance: false,
  is_recurring: null,
  is_subscription: false,
  currency_code: 'USD',
  date: '2024-12-20',
  posted_at: '2024-12-20T12:00:00Z',
  transacted_at: null,
  created_at: '2024-12-21T01:00:00+00:00',
  updated_at: '2024-12-22T01:00:00+00:00',
};
const model = {
  guid: 'TRN-1',
  userGuid: USER,
  accountGuid: 'ACT-1',
  memberGuid: 'MBR-1',
  amount: '61.11',
  type: 'DEBIT',
  status: 'POSTED',
  description: 'Coffee',
  originalDescription: 'COFFEE 1',
  category: 'Food',
  categoryGuid: 'CAT-1',
  topLevelCategory: 'Food & Dining',
  merchantGuid: 'MCH-1',
  merchantCategoryCode: 5411,
  memo: 'Table 7',
  isBillPay: false,
  isDirectDeposit: false,
  isExpense: true,
  isFee: false,
  isIncome: false,
  isInternational: true,
  isOverdraftFee: false,
  isPayrollAdvance: false,
  isRecurring: null,
  isSubscription: false,
  currencyCode: 'USD',
  date: '2024-12-20',
  postedAt: '2024-12-20T12:00:00.000Z',
  transactedAt: null,
  createdAt: '2024-12-21T01:00:00.000Z',
  updatedAt: '2024-12-22T01:00:00.000Z',
};

test.for<[ApiVersion, string]>([
  ['v20111101', '&from_date=2024-01-01&to_date=2024-01-31'],
  ['v20250224', '&from_date=1704067200&to_date=1706745599'],
])('a range of days under %s is %s', async ([apiVersion, range]) => {
  await using t = await startTestClient([json({ transactions: [wire] })], { apiVersion });
  const { ofUser, ofMember, ofAccount } = t.client.transactions;
  const days = { from: '2024-01-01', to: '2024-01-31' };
  expect((await ofUser(USER, days, PAGE)).items).toEqual([model]);
  await ofMember({ userGuid: USER, memberGuid: 'MBR-1' }, days, PAGE);
  await ofAccount({ userGuid: USER, accountGuid: 'ACT-1' }, days, PAGE);
  const query = `transactions?page=1&records_per_page=25${range}`;
  expect(t.mx.seen.map(({ url }) => url)).toEqual([
    `/users/USR-1/${query}`,
    `/users/USR-1/members/MBR-1/${query}`,
    `/users/USR-1/accounts/ACT-1/${query}`,
  ]);
});

test.for<ApiVersion>(['v20111101', 'v20250224'])(
  'transactions without a range under %s are asked for without one',
  async (apiVersion) => {
    await using t = await startTestClient([json({ transactions: [] })], { apiVersion });
    await t.client.transactions.ofUser(USER, {}, PAGE);
    expect(t.mx.seen[0]?.url).toBe('/users/USR-1/transactions?page=1&records_per_page=25');
  },
);

test.for([{ transaction: wire }, { transactions: [{ ...wire, guid: 'TRN-2' }, wire] }])(
  'a transaction is read from either body',
  async (body) => {
    await using t = await startTestClient([json(body)]);
    expect(await t.client.transactions.read(KEY)).toEqual(model);
    expect(t.mx.seen[0]?.url).toBe('/users/USR-1/transactions/TRN-1');
  },
);

test('a list without the requested transaction is refused', async () => {
  await using t = await startTestClient([json({ transactions: [{ ...wire, guid: 'TRN-2' }] })]);
  await expect(t.client.transactions.read(KEY)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});
