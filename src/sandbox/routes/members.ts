import { requireMember, requireUser } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { credentialBody } from '../bodies/institution.ts';
import { memberBody, memberStatusBody } from '../bodies/member.ts';
import { errorBody } from '../errors.ts';
import { toConnectionState } from '../jobs.ts';
import { checkCredentials, checkMemberId, checkTrouble } from '../member-checks.ts';
import { readNewMember } from '../new-member.ts';
import type { SandboxResponse } from '../options.ts';
import { toPage } from '../page.ts';
import type { MemberRecord } from '../records.ts';
import { booleanAt, pairsAt, rootObject, textAt, textsAt } from '../request-body.ts';
import { openOauthWindow } from './oauth.ts';

export function listMembers(call: ApiCall): SandboxResponse {
  const useCase = call.query.get('use_case');
  const found = call
    .visibleMembers(requireUser(call))
    .filter(({ useCases }) => useCase === null || useCases?.includes(useCase) === true);
  const { items, pagination } = toPage(found, call.query, 1000);
  return {
    status: 200,
    body: { members: items.map((item) => memberBody(call, item)), pagination },
  };
}

/**
 * Responds with 202 if a job was requested, with 201 if the institution does not support a
 * requested product, and with 200 if there is no job: for OAuth members, for `skip_aggregation`
 * under v20111101, and for no products under v20250224.
 */
export function createMember(call: ApiCall): SandboxResponse {
  const user = requireUser(call);
  const { member, products, skipsAggregation, redirectUrl } = readNewMember(call, user);
  user.members.set(member.guid, member);
  if (member.isOauth) {
    const uri = openOauthWindow(call, member, { redirectUrl, skipsAggregation });
    return { status: 200, body: { member: memberBody(call, member, uri) } };
  }
  const asksForNothing = call.version !== 'v20111101' && products.length === 0;
  if (skipsAggregation || asksForNothing) return answer(call, member);
  const isRewarding =
    products.includes('rewards') && member.institution.products.includes('rewards');
  const kind = products.length > 0 ? 'combination' : 'standard';
  call.jobs.start({ member, kind, aggregatesRewards: isRewarding });
  const isComplete = products.every((product) =>
    member.institution.products.some((p) => p === product),
  );
  if (isComplete) return answer(call, member, 202);
  const { error } = errorBody(201, 'A product cannot be had at the institution.');
  return { status: 201, body: { member: memberBody(call, member), error } };
}

export function readMember(call: ApiCall): SandboxResponse {
  return answer(call, requireMember(call));
}

/** New credentials make the member UPDATED and start a job in place of a running one. */
export function updateMember(call: ApiCall): SandboxResponse {
  const user = requireUser(call);
  const member = requireMember(call, user);
  const fields = rootObject(call.body, 'member');
  const credentials = pairsAt(fields, 'credentials');
  if (credentials !== undefined) {
    checkTrouble(call, member.institution);
    checkCredentials(member.institution, credentials);
  }
  const id = textAt(fields, 'id');
  if (typeof id === 'string' && id !== member.id) checkMemberId(user, id);
  const next = {
    id: id ?? member.id,
    metadata: textAt(fields, 'metadata') ?? member.metadata,
    backgroundAggregationIsDisabled:
      booleanAt(fields, 'background_aggregation_is_disabled') ??
      member.backgroundAggregationIsDisabled,
    useCases: textsAt(fields, 'use_cases') ?? member.useCases,
  };
  const skipsAggregation =
    call.version === 'v20111101' && booleanAt(fields, 'skip_aggregation') === true;
  Object.assign(member, next);
  if (credentials !== undefined) {
    member.credentials = credentials;
    member.job = undefined;
    member.baseState = toConnectionState('UPDATED');
    member.challengePassedAt = null;
    if (!skipsAggregation) call.jobs.start({ member, kind: 'standard' });
  }
  return answer(call, member);
}

export function deleteMember(call: ApiCall): SandboxResponse {
  const user = requireUser(call);
  user.members.delete(requireMember(call, user).guid);
  return { status: 204 };
}

export function readMemberStatus(call: ApiCall): SandboxResponse {
  return { status: 200, body: { member: memberStatusBody(call, requireMember(call)) } };
}

export function listMemberCredentials(call: ApiCall): SandboxResponse {
  const { credentials } = requireMember(call).institution;
  const { items, pagination } = toPage(credentials.map(credentialBody), call.query, 1000);
  return { status: 200, body: { credentials: items, pagination } };
}

function answer(call: ApiCall, member: MemberRecord, status = 200): SandboxResponse {
  return { status, body: { member: memberBody(call, member) } };
}
