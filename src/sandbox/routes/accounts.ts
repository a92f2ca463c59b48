import { accountBody } from '../bodies/account.ts';
import { memberOf, paramOf, userOf } from '../call.ts';
import type { Call } from '../call.ts';
import { notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { pageOf } from '../page.ts';
import type { AccountRecord, MemberRecord } from '../records.ts';
import { booleanAt, rootOf, textAt } from '../request-body.ts';
import { membersOf } from '../state.ts';

export function listUserAccounts(call: Call): SandboxResponse {
  return list(call, membersOf(userOf(call), call.now, call.settings));
}

export function listMemberAccounts(call: Call): SandboxResponse {
  return list(call, [memberOf(call)]);
}

export function readAccount(call: Call): SandboxResponse {
  const [member, account] = find(call, membersOf(userOf(call), call.now, call.settings));
  return { status: 200, body: { account: accountBody(call, member, account, true) } };
}

export function readAccountByMember(call: Call): SandboxResponse {
  const [member, account] = find(call, [memberOf(call)]);
  return { status: 200, body: { account: accountBody(call, member, account, false) } };
}

/** Only these three fields of an aggregated account may be changed. */
export function updateAccountByMember(call: Call): SandboxResponse {
  const [member, account] = find(call, [memberOf(call)]);
  const fields = rootOf(call.body, 'account');
  const changes = {
    is_business: booleanAt(fields, 'is_business'),
    is_hidden: booleanAt(fields, 'is_hidden'),
    metadata: textAt(fields, 'metadata'),
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  account.fields = { ...account.fields, ...Object.fromEntries(given) };
  return { status: 200, body: { account: accountBody(call, member, account, false) } };
}

function list(call: Call, members: readonly MemberRecord[]): SandboxResponse {
  // Every account of the sandbox is aggregated, so a filter for other accounts finds none.
  const isExcluded =
    call.query.get('is_manual') === 'true' ||
    call.query.get('member_is_managed_by_user') === 'true';
  const found = members.flatMap((member) =>
    isExcluded ? [] : member.accounts.map((account) => ({ member, account })),
  );
  const { items, pagination } = pageOf(found, call.query, 1000);
  const accounts = items.map(({ member, account }) => accountBody(call, member, account, false));
  return { status: 200, body: { accounts, pagination } };
}

function find(
  call: Call,
  members: readonly MemberRecord[],
): readonly [MemberRecord, AccountRecord] {
  const key = paramOf(call, 'account');
  for (const member of members) {
    const account = member.accounts.find(
      ({ guid, fields }) => guid === key || (call.takesIds && fields['id'] === key),
    );
    if (account !== undefined) return [member, account];
  }
  throw notFound('Account');
}
