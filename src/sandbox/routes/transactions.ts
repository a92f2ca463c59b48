import { memberOf, paramOf, userOf } from '../call.ts';
import type { Call } from '../call.ts';
import { dayMs, toDay } from '../dates.ts';
import { badRequest, notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { pageOf } from '../page.ts';
import type { AccountRecord, Wire } from '../records.ts';
import { accountsOf, overridden } from '../state.ts';
import { transactionsOf } from '../transactions.ts';

const defaultPastDays = 120;
const defaultFutureDays = 5;

export function listUserTransactions(call: Call): SandboxResponse {
  return list(call, accountsOf(userOf(call), call.now, call.settings));
}

export function listMemberTransactions(call: Call): SandboxResponse {
  return list(call, memberOf(call).accounts);
}

export function listAccountTransactions(call: Call): SandboxResponse {
  return list(call, [accountOf(call, accountsOf(userOf(call), call.now, call.settings))]);
}

export function readTransaction(call: Call): SandboxResponse {
  return read(call, accountsOf(userOf(call), call.now, call.settings));
}

export function readAccountTransaction(call: Call): SandboxResponse {
  return read(call, [accountOf(call, memberOf(call).accounts)]);
}

function accountOf(call: Call, accounts: readonly AccountRecord[]): AccountRecord {
  const key = paramOf(call, 'account');
  const account = accounts.find(
    ({ guid, fields }) => guid === key || (call.takesIds && fields['id'] === key),
  );
  if (account === undefined) throw notFound('Account');
  return account;
}

function read(call: Call, accounts: readonly AccountRecord[]): SandboxResponse {
  const key = paramOf(call, 'transaction');
  const found = accounts.flatMap(transactionsOf).find(({ guid }) => guid === key);
  if (found === undefined) throw notFound('Transaction');
  return { status: 200, body: { transaction: toBody(call, found) } };
}

/** Newest first. `from_date` is 120 days ago and `to_date` in 5 days unless they are given. */
function list(call: Call, accounts: readonly AccountRecord[]): SandboxResponse {
  const from = readDay(call, 'from_date') ?? toDay(call.now - defaultPastDays * dayMs);
  const to = readDay(call, 'to_date') ?? toDay(call.now + defaultFutureDays * dayMs);
  const created = [readDay(call, 'from_created_at'), readDay(call, 'to_created_at')] as const;
  const updated = [readDay(call, 'from_updated_at'), readDay(call, 'to_updated_at')] as const;
  const found = accounts
    .flatMap(transactionsOf)
    .filter(
      ({ date, created_at, updated_at }) =>
        isWithin(date, from, to) &&
        isWithin(created_at, ...created) &&
        isWithin(updated_at, ...updated),
    )
    .toSorted((a, b) => String(b['date']).localeCompare(String(a['date'])));
  const { items, pagination } = pageOf(found, call.query, 1000);
  return {
    status: 200,
    body: { transactions: items.map((item) => toBody(call, item)), pagination },
  };
}

function toBody(call: Call, transaction: Wire): Wire {
  const user_id = call.state.users.get(String(transaction['user_guid']))?.id ?? null;
  return overridden(call.state, String(transaction['guid']), { ...transaction, user_id });
}

function isWithin(value: unknown, from: string | undefined, to: string | undefined): boolean {
  const day = String(value).slice(0, 10);
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}

/** A filter's day: written as one in v20111101, as seconds since 1970 in v20250224. */
function readDay({ query, version }: Call, name: string): string | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (version === 'v20250224') {
    if (!/^\d{1,11}$/.test(text)) throw badRequest(`"${name}" must be a Unix timestamp.`);
    return toDay(Number(text) * 1000);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw badRequest(`"${name}" must be a date, YYYY-MM-DD.`);
  }
  return text;
}
