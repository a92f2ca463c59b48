import { requireMember, param, requireUser } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { DAY_MS, toDay } from '../dates.ts';
import { badRequest, notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { toPage } from '../page.ts';
import type { AccountRecord } from '../records.ts';
import { overridden } from '../state.ts';
import { transactionsFor } from '../transactions.ts';
import type { WireFields } from '../wire-fields.ts';

const DEFAULT_PAST_DAYS = 120;
const DEFAULT_FUTURE_DAYS = 5;

export function listUserTransactions(call: ApiCall): SandboxResponse {
  return list(call, call.visibleAccounts(requireUser(call)));
}

export function listMemberTransactions(call: ApiCall): SandboxResponse {
  return list(call, requireMember(call).accounts);
}

export function listAccountTransactions(call: ApiCall): SandboxResponse {
  return list(call, [accountOf(call, call.visibleAccounts(requireUser(call)))]);
}

export function readTransaction(call: ApiCall): SandboxResponse {
  return read(call, call.visibleAccounts(requireUser(call)));
}

export function readAccountTransaction(call: ApiCall): SandboxResponse {
  return read(call, [accountOf(call, requireMember(call).accounts)]);
}

function accountOf(call: ApiCall, accounts: readonly AccountRecord[]): AccountRecord {
  const key = param(call, 'account');
  const account = accounts.find(
    ({ guid, fields }) => guid === key || (call.takesIds && fields['id'] === key),
  );
  if (account === undefined) throw notFound('Account');
  return account;
}

function read(call: ApiCall, accounts: readonly AccountRecord[]): SandboxResponse {
  const key = param(call, 'transaction');
  const found = accounts.flatMap(transactionsFor).find(({ guid }) => guid === key);
  if (found === undefined) throw notFound('Transaction');
  return { status: 200, body: { transaction: toBody(call, found) } };
}

/** Newest first. `from_date` defaults to 120 days ago and `to_date` to 5 days from now. */
function list(call: ApiCall, accounts: readonly AccountRecord[]): SandboxResponse {
  const from = readDay(call, 'from_date') ?? toDay(call.now - DEFAULT_PAST_DAYS * DAY_MS);
  const to = readDay(call, 'to_date') ?? toDay(call.now + DEFAULT_FUTURE_DAYS * DAY_MS);
  const created = [readDay(call, 'from_created_at'), readDay(call, 'to_created_at')] as const;
  const updated = [readDay(call, 'from_updated_at'), readDay(call, 'to_updated_at')] as const;
  const found = accounts
    .flatMap(transactionsFor)
    .filter(
      ({ date, created_at, updated_at }) =>
        isWithin(date, from, to) &&
        isWithin(created_at, ...created) &&
        isWithin(updated_at, ...updated),
    )
    .toSorted((a, b) => String(b['date']).localeCompare(String(a['date'])));
  const { items, pagination } = toPage(found, call.query, 1000);
  return {
    status: 200,
    body: { transactions: items.map((item) => toBody(call, item)), pagination },
  };
}

function toBody(call: ApiCall, transaction: WireFields): WireFields {
  const user_id = call.state.users.get(String(transaction['user_guid']))?.id ?? null;
  return overridden(call.state, String(transaction['guid']), { ...transaction, user_id });
}

function isWithin(value: unknown, from: string | undefined, to: string | undefined): boolean {
  const day = String(value).slice(0, 10);
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}

/** The day of a filter: a date in v20111101, seconds since 1970 in v20250224. */
function readDay({ query, version }: ApiCall, name: string): string | undefined {
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
