import { compareTimes, timeOf } from '../../status/mx-time.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import { isChallenged } from '../../status/status-table.ts';

/** How long MX has to ask again after a wrong answer. */
export const ASKED_AGAIN_MS = 15_000;
/** How long an ended job has to show its result; MX promises no time. */
export const LAG_MS = 60_000;

export type Decision = 'start' | 'completed' | 'failed';

/** The meaning of a status for a rewards refresh. */
export interface Verdict {
  /** The next step. Null means: wait for another status, with no time limit. */
  readonly decision: Decision | null;
  /** Milliseconds that the status may last before the decision takes effect. */
  readonly afterMs: number;
}

export type Judge = (status: ObservedStatus) => Verdict;

const wait: Verdict = { decision: null, afterMs: 0 };
const at = (decision: Decision, afterMs = 0): Verdict => ({ decision, afterMs });

/**
 * Statuses of a job that has ended successfully or is about to start: MX's other fields may follow
 * later.
 */
const hopeful: ReadonlySet<string | null> = new Set([
  'CONNECTED',
  'CREATED',
  'UPDATED',
  'RECONNECTED',
]);

/** Judges a rewards job whose status was `first` right after it was started or joined. */
export function createJobJudge(first: ObservedStatus): Judge {
  function hasSucceeded({ successfullyAggregatedAt }: ObservedStatus): boolean {
    if (first.isBeingAggregated) {
      return isLater(successfullyAggregatedAt, first.successfullyAggregatedAt);
    }
    // The joined job has just ended. If it succeeded, its success counts.
    return (
      successfullyAggregatedAt !== null && !isLater(first.aggregatedAt, successfullyAggregatedAt)
    );
  }

  return (status) => {
    if (status.isOverdue) return at('failed');
    if (isChallenged(status) || status.isBeingAggregated) return wait;
    if (hasSucceeded(status)) return at('completed');
    if (isRejected(status)) return at('failed', ASKED_AGAIN_MS);
    const hasFailed =
      status.isSettled &&
      !hopeful.has(status.connectionStatus) &&
      !isLater(first.aggregatedAt, status.aggregatedAt);
    return at('failed', hasFailed ? 0 : LAG_MS);
  };
}

/**
 * Judges the rewards job that a client saw before its stream broke: a job that is still running, or
 * that has ended since. The first status stands for the start.
 */
export function createLeftJobJudge(): Judge {
  let judge: Judge | null = null;
  return (status) => {
    judge ??= createJobJudge(status);
    return judge(status);
  };
}

/**
 * Judges when to request the job from MX (again), while the member is busy with another job.
 *
 * @param whileRunning `wait` if the running job is known to be of another kind; `start` if it may
 * be a rewards job to join, which only MX knows
 */
export function createOtherJobJudge(whileRunning: 'wait' | 'start'): Judge {
  return (status) => {
    if (status.isOverdue) return at('failed');
    if (isChallenged(status)) return wait;
    if (status.isBeingAggregated) return whileRunning === 'wait' ? wait : at('start');
    if (isRejected(status)) return at('failed', ASKED_AGAIN_MS);
    return status.isSettled ? at('start') : at('failed', LAG_MS);
  };
}

/** True after a wrong answer. */
export function isRejected(status: ObservedStatus): boolean {
  return status.connectionStatus === 'REJECTED';
}

/** Compares two dates of MX; any date is later than none. */
function isLater(date: string | null, than: string | null): boolean {
  const [time, before] = [timeOf(date), timeOf(than)];
  return time !== null && (before === null || compareTimes(time, before) > 0);
}
