import { requireMember } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { memberBody } from '../bodies/member.ts';
import { badRequest, conflict, HttpError } from '../errors.ts';
import { checkTrouble } from '../member-checks.ts';
import type { SandboxResponse } from '../options.ts';
import { toPage } from '../page.ts';
import type { JobKind, MemberRecord } from '../records.ts';
import { pairsAt, rootObject } from '../request-body.ts';

/** Statuses in which MX does not run a job until the credentials are updated. */
const needsCredentials = new Set(['PREVENTED', 'IMPAIRED']);

export function aggregate(call: ApiCall): SandboxResponse {
  const member = requireMember(call);
  const { isThrottled } = member.institution;
  return request(call, {
    member,
    kind: 'standard',
    throttleMs: isThrottled ? call.settings.throttleMs : 0,
  });
}

export function checkBalance(call: ApiCall): SandboxResponse {
  return request(call, { member: requireMember(call), kind: 'balance' });
}

export function extendHistory(call: ApiCall): SandboxResponse {
  const member = requireMember(call);
  if (!member.institution.products.includes('transaction_history')) {
    throw badRequest("Member's institution does not support extended transaction history.");
  }
  return request(call, { member, kind: 'history' });
}

/**
 * The spec documents 200 for a started job, and the error page documents 202 for a job that is
 * already running.
 */
export function fetchRewards(call: ApiCall): SandboxResponse {
  if (!call.settings.rewardsEnabled) throw new HttpError(403, 'Rewards are not enabled.');
  const member = requireMember(call);
  checkTrouble(call, member.institution);
  if (!member.institution.products.includes('rewards')) {
    throw badRequest("Member's institution does not support rewards.");
  }
  return request(call, {
    member,
    kind: 'reward',
    throttleMs: call.settings.rewardsThrottleMs,
    startedStatus: 200,
  });
}

export function listChallenges(call: ApiCall): SandboxResponse {
  const { connectionStatus, challenges } = call.jobs.progress(requireMember(call));
  if (connectionStatus !== 'CHALLENGED') return { status: 204 };
  const { items, pagination } = toPage(challenges, call.query, 1000);
  return { status: 200, body: { challenges: items, pagination } };
}

export function resumeAggregation(call: ApiCall): SandboxResponse {
  const member = requireMember(call);
  const { connectionStatus, challenges } = call.jobs.progress(member);
  if (connectionStatus !== 'CHALLENGED' || member.job === undefined) {
    throw new HttpError(405, 'The member is not challenged.');
  }
  const answers =
    pairsAt(rootObject(call.body, 'member'), 'challenges') ?? new Map<string, string>();
  const known = new Set(challenges.map(({ guid }) => guid));
  if (known.size !== answers.size || [...answers.keys()].some((guid) => !known.has(guid))) {
    throw badRequest('Each challenge of the member needs one answer.');
  }
  call.jobs.resume({ member, job: member.job, values: [...answers.values()] });
  return accepted(call, member);
}

interface JobRequest {
  readonly member: MemberRecord;
  readonly kind: JobKind;
  /** Minimum time since the last job of the kind. Default 0. */
  readonly throttleMs?: number;
  /** Default 202. */
  readonly startedStatus?: number;
}

/**
 * Starts a job if possible. Responds with 409 while a job of another kind is running. Responds with
 * 202 and changes nothing while a job of the same kind is running, within the minimum time since
 * the last job, and if only new credentials help.
 */
function request(
  call: ApiCall,
  { member, kind, throttleMs = 0, startedStatus = 202 }: JobRequest,
): SandboxResponse {
  checkTrouble(call, member.institution);
  const { connectionStatus, isBeingAggregated } = member.baseState;
  if (member.job?.kind === kind) return accepted(call, member);
  if (member.job !== undefined || isBeingAggregated) {
    throw conflict('A job of another type is running for this member.');
  }
  if (connectionStatus === 'PENDING') throw new HttpError(405, 'The member is not authorized yet.');
  const succeededAt = member.succeededAt.get(kind) ?? Number.NEGATIVE_INFINITY;
  const isFresh = connectionStatus === 'CONNECTED' && call.now - succeededAt < throttleMs;
  if (isFresh || needsCredentials.has(connectionStatus ?? '')) return accepted(call, member);
  call.jobs.start({ member, kind });
  return { status: startedStatus, body: { member: memberBody(call, member) } };
}

function accepted(call: ApiCall, member: MemberRecord): SandboxResponse {
  return { status: 202, body: { member: memberBody(call, member) } };
}
