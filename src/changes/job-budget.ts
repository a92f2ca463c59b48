import { limits, type LimitName } from '../limits.ts';
import { MxError } from '../mx/errors.ts';
import { createBuckets } from './buckets.ts';

/** What is to be changed: a member, or a user who is to have another one. */
export interface JobSubject {
  readonly userGuid: string;
  readonly memberGuid?: string | undefined;
}

/**
 * Counts one thing that MX is asked to do: a member to be created, changed or deleted, a job to be
 * started or resumed.
 *
 * @throws {MxError} RATE_LIMITED, with the limit that was met and when to try again
 */
export type TakeJob = (subject: JobSubject) => void;

export interface JobBudget {
  /** For a service: it acts for many users, whose members have their limits all the same. */
  readonly takeForPartner: TakeJob;
  readonly takeForUser: TakeJob;
}

export interface JobBudgetOptions {
  /** Milliseconds of a clock that never jumps. */
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
    // Both first, so that what is refused counts nowhere.
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
