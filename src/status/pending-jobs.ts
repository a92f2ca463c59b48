import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberModel, MemberState } from '../mx/api/member.ts';
import { compareTimes, timeOf } from './mx-time.ts';
import { isChallenged } from './status-table.ts';

/** How long MX may still report the earlier state after it accepted a job. */
export const PENDING_MS = 15_000;

/** A job that this gateway started or resumed, until MX's status is known to show it. */
export interface PendingJob {
  /** The member as MX returned it from the start. */
  readonly started: MemberModel;
  /** The start of the previous job, if it is known. */
  readonly previousAggregatedAt: string | null;
  /** The challenges that were answered; empty for a new job. */
  readonly answered: ReadonlySet<string>;
}

/** True when a read can be identified as earlier or later than the start of the job. */
export function hasStartTime({ started }: PendingJob): boolean {
  return timeOf(started.aggregatedAt) !== null;
}

/** True when the latest job in `now` differs from the latest job in `before`. */
export function hasMoved(before: string | null, now: string | null): boolean {
  return timeOf(now) !== null && timeOf(now) !== timeOf(before);
}

/** True when the status belongs to the started job or a later job. */
function isReached(status: MemberStatusModel, started: MemberModel): boolean {
  const seen = timeOf(status.aggregatedAt);
  const startedAt = timeOf(started.aggregatedAt);
  return seen !== null && startedAt !== null && compareTimes(seen, startedAt) >= 0;
}

/** True when the status is older than the job, so that sending it would mislead. */
export function showsPast(status: MemberStatusModel, job: PendingJob): boolean {
  if (isChallenged(status)) {
    return job.answered.size > 0 && status.challenges.every(({ guid }) => job.answered.has(guid));
  }
  if (job.answered.size > 0 || status.isBeingAggregated) return false;
  if (hasStartTime(job)) return !isReached(status, job.started);
  return !hasMoved(job.previousAggregatedAt, status.aggregatedAt);
}

/** The status that MX will report once it has begun the job: running, without open challenges. */
export function asRunning(status: MemberStatusModel, started: MemberModel): MemberStatusModel {
  return {
    ...status,
    // If the start itself caused a challenge, the next read reports it with its contents.
    connectionStatus: isChallenged(started) ? 'RESUMED' : started.connectionStatus,
    isBeingAggregated: true,
    aggregatedAt: started.aggregatedAt ?? status.aggregatedAt,
    challenges: [],
  };
}

/** The running status of a member that MX's status call does not know yet. */
export function asNew(started: MemberModel): MemberStatusModel {
  const unread: MemberStatusModel = {
    ...toMemberState(started),
    isAuthenticated: null,
    hasProcessedAccounts: null,
    hasProcessedTransactions: null,
    hasProcessedAccountNumbers: null,
    challenges: [],
  };
  return asRunning(unread, started);
}

/** The fields that a member and its status have in common. */
export function toMemberState(member: MemberModel): MemberState {
  const { connectionStatus, isBeingAggregated, aggregatedAt, successfullyAggregatedAt } = member;
  return { connectionStatus, isBeingAggregated, aggregatedAt, successfullyAggregatedAt };
}

export interface PendingJobs {
  readonly get: (id: string) => PendingJob | undefined;
  readonly set: (id: string, job: PendingJob) => void;
  readonly delete: (id: string) => void;
}

/**
 * Remembers jobs for `PENDING_MS`, watched or not. Above `limit` the oldest are forgotten: their
 * watchers may then see the previous run's status for one poll.
 */
export function createPendingJobs({
  monotonicNow,
  limit = 10_000,
}: {
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  readonly limit?: number;
}): PendingJobs {
  const entries = new Map<string, { readonly job: PendingJob; readonly until: number }>();

  function forgetOld(): void {
    for (const [id, { until }] of entries) {
      if (until > monotonicNow() && entries.size <= limit) return;
      entries.delete(id);
    }
  }

  return {
    get(id) {
      const entry = entries.get(id);
      return entry !== undefined && entry.until > monotonicNow() ? entry.job : undefined;
    },
    set(id, job) {
      entries.delete(id); // so that the order of the map is the order of expiry
      entries.set(id, { job, until: monotonicNow() + PENDING_MS });
      forgetOld();
    },
    delete: (id) => void entries.delete(id),
  };
}
