import { compareTimes, timeOf } from '../../status/mx-time.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import { isChallenged } from '../../status/status-table.ts';

/** After a wrong answer MX may ask again; this long it has the time to. */
export const ASKED_AGAIN_MS = 15_000;
/** MX promises no time within which an ended job shows its result. */
export const LAG_MS = 60_000;

export type Decision = 'start' | 'completed' | 'failed';

/** What a status means for a rewards refresh. */
export interface Verdict {
  /** What comes next. Null: wait for another status, however long that takes. */
  readonly decision: Decision | null;
  /** Milliseconds that it may go on like this before that. */
  readonly afterMs: number;
}

export type Judge = (status: ObservedStatus) => Verdict;

const wait: Verdict = { decision: null, afterMs: 0 };
const at = (decision: Decision, afterMs = 0): Verdict => ({ decision, afterMs });

/** Statuses of a job that has ended well, or is about to begin: the rest of the truth may follow. */
const hopeful: ReadonlySet<string | null> = new Set([
  'CONNECTED',
  'CREATED',
  'UPDATED',
  'RECONNECTED',
]);

/** Judges the rewards job that shows `first` right after its start, or after it was joined. */
export function createJobJudge(first: ObservedStatus): Judge {
  function hasSucceeded({ successfullyAggregatedAt }: ObservedStatus): boolean {
    if (first.isBeingAggregated) {
      return isLater(successfullyAggregatedAt, first.successfullyAggregatedAt);
    }
    // The job that was joined has just ended. Its success, if it had any, counts.
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
 * Judges the rewards job that a client saw before its stream broke: the one in flight, or the one
 * that has ended since. The first status that it sees stands for the start.
 */
export function createLeftJobJudge(): Judge {
  let judge: Judge | null = null;
  return (status) => {
    judge ??= createJobJudge(status);
    return judge(status);
  };
}

/**
 * Judges when to ask MX for the job (again), while something else keeps the member busy.
 *
 * @param whileRunning `wait` when what runs is known to be of another kind; `start` when it may be
 * a rewards job to join, which MX alone knows
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

/** Of two dates of MX; any date is later than none. */
function isLater(date: string | null, than: string | null): boolean {
  const [time, before] = [timeOf(date), timeOf(than)];
  return time !== null && (before === null || compareTimes(time, before) > 0);
}
