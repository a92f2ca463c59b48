import { DAY_MS, toDay, toInstant, toOffsetSecondInstant, toSecondInstant } from './dates.ts';
import { fractionFrom, guidFrom } from './guid.ts';
import type { AccountRecord } from './records.ts';
import type { WireFields } from './wire-fields.ts';

/** The maximum number of transactions per day, by account type. */
const perDay: Readonly<Record<string, number>> = { CHECKING: 2, SAVINGS: 1, CREDIT_CARD: 2 };

/** The probability of each transaction: about 120 in 90 days in a bank member's three accounts. */
const likelihood: Readonly<Record<string, number>> = {
  CHECKING: 0.35,
  SAVINGS: 0.06,
  CREDIT_CARD: 0.3,
};

const PENDING_DAYS = 2;

const merchants = [
  { name: 'Corner Grocer', category: 'Groceries', top: 'Food & Dining' },
  { name: 'Lighthouse Coffee', category: 'Coffee Shops', top: 'Food & Dining' },
  { name: 'Metro Transit', category: 'Public Transportation', top: 'Auto & Transport' },
  { name: 'Northwind Air', category: 'Air Travel', top: 'Travel' },
  { name: 'Paper & Pine Books', category: 'Books', top: 'Shopping' },
  { name: 'City Power & Light', category: 'Utilities', top: 'Bills & Utilities' },
  { name: 'Acme Payroll', category: 'Paycheck', top: 'Income' },
] as const;

/**
 * The account's transactions as of its last aggregation, newest first. A day has the same
 * transactions after every aggregation, except that a pending transaction is posted under a new
 * guid.
 */
export function transactionsFor(account: AccountRecord): readonly WireFields[] {
  const { updatedAt: asOf, historyDays: days } = account;
  const known = account.transactions;
  if (known !== undefined && known.asOf === asOf && known.days === days) return known.items;
  const today = Math.floor(asOf / DAY_MS);
  const items = Array.from({ length: days }, (_, age) =>
    transactionsOnDay(account, today - age, age),
  ).flat();
  account.transactions = { asOf, days, items };
  return items;
}

function transactionsOnDay(
  account: AccountRecord,
  day: number,
  age: number,
): readonly WireFields[] {
  const type = String(account.fields['type']);
  return Array.from({ length: perDay[type] ?? 0 }, (_, index) => {
    const key = [account.guid, String(day), String(index)];
    // A card always has a pending transaction, so that every member shows this status.
    const isCertain = type === 'CREDIT_CARD' && age === 0 && index === 0;
    if (!isCertain && fractionFrom(...key) >= (likelihood[type] ?? 0)) return [];
    return [toTransaction(account, key, day * DAY_MS, age < PENDING_DAYS)];
  }).flat();
}

function toTransaction(
  account: AccountRecord,
  key: string[],
  at: number,
  isPending: boolean,
): WireFields {
  const merchant =
    merchants[Math.floor(fractionFrom(...key, 'merchant') * merchants.length)] ?? merchants[0];
  const isIncome = merchant.top === 'Income';
  const noon = at + DAY_MS / 2;
  return {
    account_guid: account.guid,
    account_id: account.fields['id'] ?? null,
    amount: Math.round((isIncome ? 180_000 : 18_000) * fractionFrom(...key, 'amount') + 250) / 100,
    category: merchant.category,
    category_guid: guidFrom('CAT', merchant.category),
    check_number_string: null,
    created_at: toOffsetSecondInstant(noon),
    currency_code: 'USD',
    date: toDay(at),
    description: merchant.name,
    extended_transaction_type: null,
    guid: guidFrom('TRN', ...key, isPending ? 'pending' : 'posted'),
    id: `${String(noon)}-${guidFrom('T', ...key).slice(2, 10)}`,
    is_bill_pay: false,
    is_direct_deposit: isIncome,
    is_expense: !isIncome,
    is_fee: false,
    is_income: isIncome,
    is_international: false,
    is_manual: false,
    is_overdraft_fee: false,
    is_payroll_advance: false,
    is_recurring: null,
    is_subscription: false,
    latitude: null,
    localized_description: null,
    localized_memo: null,
    longitude: null,
    member_guid: account.memberGuid,
    member_is_managed_by_user: false,
    memo: null,
    merchant_category_code: isIncome ? null : 5411,
    merchant_guid: guidFrom('MCH', merchant.name),
    merchant_location_guid: null,
    metadata: null,
    original_description: `${merchant.name.toUpperCase()} #${String(Math.floor(at / DAY_MS))}`,
    posted_at: isPending ? null : toSecondInstant(noon),
    status: isPending ? 'PENDING' : 'POSTED',
    top_level_category: merchant.top,
    transacted_at: toInstant(noon),
    type: isIncome ? 'CREDIT' : 'DEBIT',
    updated_at: toOffsetSecondInstant(account.updatedAt),
    user_guid: account.userGuid,
    user_id: null,
  };
}
