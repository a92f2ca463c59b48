import { limits, type LimitName } from '../limits.ts';
import { MxError } from '../mx/errors.ts';
import { createBuckets } from './buckets.ts';

/** The subject of a change: a member, or the user of a new member. */
export interface JobSubject {
  readonly userGuid: string;
  readonly memberGuid?: string | undefined;
}

/**
 * Counts one request to MX: to create, change or delete a member, or to start or resume a job.
 *
 * @throws {MxError} RATE_LIMITED, with the limit that was reached and the time to wait
 */
export type TakeJob = (subject: JobSubject) => void;

export interface JobBudget {
  /** For a partner: it acts for many users, so only the limits per member apply. */
  readonly takeForPartner: TakeJob;
  readonly takeForUser: TakeJob;
}

export interface JobBudgetOptions {
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

export function createJobBudget({ monotonicNow }: JobBudgetOptions): JobBudget {
  const members = createBuckets({
    burst: limits.jobsPerMember,
    perMinute: limits.jobsPerMemberAMinute,
    monotonicNow,
  });
  const users = createBuckets({
    burst: limits.jobsPerUser,
    perMinute: limits.jobsPerUserAMinute,
    monotonicNow,
  });

  function take({ userGuid, memberGuid }: JobSubject, countsUser: boolean): void {
    const member = memberGuid === undefined ? null : `${userGuid}/${memberGuid}`;
    // Both checks come first, so that a refused request counts for neither limit.
    refuseFor('jobsPerMember', member === null ? 0 : members.waitMs(member));
    refuseFor('jobsPerUser', countsUser ? users.waitMs(userGuid) : 0);
    if (member !== null) members.take(member);
    if (countsUser) users.take(userGuid);
  }

  return {
    takeForPartner: (subject) => take(subject, false),
    takeForUser: (subject) => take(subject, true),
  };
}

function refuseFor(limit: LimitName, waitMs: number): void {
  if (waitMs <= 0) return;
  throw new MxError('RATE_LIMITED', 'too many jobs', { limit, retryAfterMs: Math.ceil(waitMs) });
}
