/**
 * Users and endpoints whose attempts have all failed for a while. A retry for them would fail, too,
 * and would use a budget that others need.
 */
export interface LostCauses {
  readonly record: (causes: readonly string[], isGood: boolean, nowMs: number) => void;
  /**
   * True if one of the causes is lost. A cause stops being lost after a success, or after a while
   * without failures.
   */
  readonly include: (causes: readonly string[], nowMs: number) => boolean;
}

interface Streak {
  failures: number;
  readonly since: number;
  latest: number;
}

const FAILURES = 5;
/** Retries cover shorter trouble. */
const STREAK_MS = 1_000;
/** An older failure says nothing about the present. */
const MEMORY_MS = 30_000;
const MAX_STREAKS = 1_000;

export function createLostCauses(): LostCauses {
  const streaks = new Map<string, Streak>();

  const recordFailure = (cause: string, nowMs: number) => {
    const known = streaks.get(cause);
    streaks.delete(cause);
    const isFresh = known !== undefined && nowMs - known.latest < MEMORY_MS;
    const { failures, since } = isFresh ? known : { failures: 0, since: nowMs };
    streaks.set(cause, { failures: failures + 1, since, latest: nowMs });
    const [oldest] = streaks.keys();
    if (streaks.size > MAX_STREAKS && oldest !== undefined) streaks.delete(oldest);
  };
  const isLost = (cause: string, nowMs: number) => {
    const streak = streaks.get(cause);
    if (streak === undefined || nowMs - streak.latest >= MEMORY_MS) return false;
    return streak.failures >= FAILURES && streak.latest - streak.since >= STREAK_MS;
  };

  return {
    record(causes, isGood, nowMs) {
      if (!isGood) causes.forEach((cause) => recordFailure(cause, nowMs));
      else if (streaks.size > 0) causes.forEach((cause) => streaks.delete(cause));
    },
    include: (causes, nowMs) => causes.some((cause) => isLost(cause, nowMs)),
  };
}
