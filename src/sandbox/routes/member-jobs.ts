import { memberBody } from '../bodies/member.ts';
import { memberOf } from '../call.ts';
import type { Call } from '../call.ts';
import { badRequest, conflict, Refusal } from '../errors.ts';
import { progressOf, resumeJob, startJob } from '../jobs.ts';
import type { JobKind } from '../jobs.ts';
import { checkTrouble } from '../member-checks.ts';
import type { SandboxResponse } from '../options.ts';
import { pageOf } from '../page.ts';
import type { MemberRecord } from '../records.ts';
import { pairsAt, rootOf } from '../request-body.ts';

/** MX does not run a job for these until the credentials are updated. */
const needsCredentials = new Set(['PREVENTED', 'IMPAIRED']);

export function aggregate(call: Call): SandboxResponse {
  const member = memberOf(call);
  const { isThrottled } = member.institution;
  return request(call, member, 'standard', isThrottled ? call.settings.throttleMs : 0);
}

export function checkBalance(call: Call): SandboxResponse {
  return request(call, memberOf(call), 'balance', 0);
}

export function extendHistory(call: Call): SandboxResponse {
  const member = memberOf(call);
  if (!member.institution.products.includes('transaction_history')) {
    throw badRequest("Member's institution does not support extended transaction history.");
  }
  return request(call, member, 'history', 0);
}

/** The spec says 200 for a started job, the error page 202 for one that runs already. */
export function fetchRewards(call: Call): SandboxResponse {
  if (!call.settings.rewardsEnabled) throw new Refusal(403, 'Rewards are not enabled.');
  const member = memberOf(call);
  checkTrouble(call, member.institution);
  if (!member.institution.products.includes('rewards')) {
    throw badRequest("Member's institution does not support rewards.");
  }
  return request(call, member, 'reward', call.settings.rewardsThrottleMs, 200);
}

export function listChallenges(call: Call): SandboxResponse {
  const { connectionStatus, challenges } = progressOf(memberOf(call), call.now, call.settings);
  if (connectionStatus !== 'CHALLENGED') return { status: 204 };
  const { items, pagination } = pageOf(challenges, call.query, 1000);
  return { status: 200, body: { challenges: items, pagination } };
}

export function resumeAggregation(call: Call): SandboxResponse {
  const member = memberOf(call);
  const { connectionStatus, challenges } = progressOf(member, call.now, call.settings);
  if (connectionStatus !== 'CHALLENGED' || member.job === undefined) {
    throw new Refusal(405, 'The member is not challenged.');
  }
  const answers = pairsAt(rootOf(call.body, 'member'), 'challenges') ?? new Map<string, string>();
  const known = new Set(challenges.map(({ guid }) => guid));
  if (known.size !== answers.size || [...answers.keys()].some((guid) => !known.has(guid))) {
    throw badRequest('Each challenge of the member needs one answer.');
  }
  resumeJob(member, member.job, [...answers.values()], call.now);
  return accepted(call, member);
}

/**
 * Starts a job, or not: 409 while one of another kind runs; 202 and no change while the same kind
 * runs, inside the minimum time since the last one, and where only new credentials help.
 */
function request(
  call: Call,
  member: MemberRecord,
  kind: JobKind,
  throttleMs: number,
  startedStatus = 202,
): SandboxResponse {
  checkTrouble(call, member.institution);
  const { connectionStatus, isBeingAggregated } = member.settled;
  if (member.job?.kind === kind) return accepted(call, member);
  if (member.job !== undefined || isBeingAggregated) {
    throw conflict('A job of another type is running for this member.');
  }
  if (connectionStatus === 'PENDING') throw new Refusal(405, 'The member is not authorized yet.');
  const succeededAt = member.succeededAt.get(kind) ?? Number.NEGATIVE_INFINITY;
  const isFresh = connectionStatus === 'CONNECTED' && call.now - succeededAt < throttleMs;
  if (isFresh || needsCredentials.has(connectionStatus ?? '')) return accepted(call, member);
  startJob(member, kind, call.now, call.settings);
  return { status: startedStatus, body: { member: memberBody(call, member) } };
}

function accepted(call: Call, member: MemberRecord): SandboxResponse {
  return { status: 202, body: { member: memberBody(call, member) } };
}
