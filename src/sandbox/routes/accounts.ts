import { requireMember, param, requireUser } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { accountBody } from '../bodies/account.ts';
import { notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { toPage } from '../page.ts';
import type { AccountRecord, MemberRecord } from '../records.ts';
import { booleanAt, rootObject, textAt } from '../request-body.ts';

export function listUserAccounts(call: ApiCall): SandboxResponse {
  return list(call, call.visibleMembers(requireUser(call)));
}

export function listMemberAccounts(call: ApiCall): SandboxResponse {
  return list(call, [requireMember(call)]);
}

export function readAccount(call: ApiCall): SandboxResponse {
  const [member, account] = find(call, call.visibleMembers(requireUser(call)));
  return { status: 200, body: { account: accountBody(call, member, account, true) } };
}

export function readAccountByMember(call: ApiCall): SandboxResponse {
  const [member, account] = find(call, [requireMember(call)]);
  return { status: 200, body: { account: accountBody(call, member, account, false) } };
}

/** Only these three fields of an aggregated account may be changed. */
export function updateAccountByMember(call: ApiCall): SandboxResponse {
  const [member, account] = find(call, [requireMember(call)]);
  const fields = rootObject(call.body, 'account');
  const changes = {
    is_business: booleanAt(fields, 'is_business'),
    is_hidden: booleanAt(fields, 'is_hidden'),
    metadata: textAt(fields, 'metadata'),
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  account.fields = { ...account.fields, ...Object.fromEntries(given) };
  return { status: 200, body: { account: accountBody(call, member, account, false) } };
}

function list(call: ApiCall, members: readonly MemberRecord[]): SandboxResponse {
  // Every account of the sandbox is aggregated, so a filter for manual accounts finds none.
  const isExcluded =
    call.query.get('is_manual') === 'true' ||
    call.query.get('member_is_managed_by_user') === 'true';
  const found = members.flatMap((member) =>
    isExcluded ? [] : member.accounts.map((account) => ({ member, account })),
  );
  const { items, pagination } = toPage(found, call.query, 1000);
  const accounts = items.map(({ member, account }) => accountBody(call, member, account, false));
  return { status: 200, body: { accounts, pagination } };
}

function find(
  call: ApiCall,
  members: readonly MemberRecord[],
): readonly [MemberRecord, AccountRecord] {
  const key = param(call, 'account');
  for (const member of members) {
    const account = member.accounts.find(
      ({ guid, fields }) => guid === key || (call.takesIds && fields['id'] === key),
    );
    if (account !== undefined) return [member, account];
  }
  throw notFound('Account');
}
