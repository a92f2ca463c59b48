import type { OwnMemberKey } from '../../auth/keys.ts';
import type { StatusHub } from '../../status/hub.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import type { Decision, Judge, Verdict } from './refresh-rules.ts';

export interface FollowTools {
  readonly hub: Pick<StatusHub, 'watch' | 'look'>;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** The interval between two polls while a status has a time limit, in milliseconds. */
  readonly recheckMs: number;
}

export interface Follower {
  readonly judge: Judge;
  /** Called with each status that is not the end yet. */
  readonly onStatus: (status: ObservedStatus) => void;
  /** Aborted when the follower has left. */
  readonly left: AbortSignal;
}

export interface Conclusion {
  readonly decision: Decision;
  /** The status that led to the decision. */
  readonly status: ObservedStatus;
}

interface Limit extends Conclusion {
  readonly afterMs: number;
  /** The end of the time limit, on the monotonic clock. */
  readonly until: number;
}

type Answer = IteratorResult<ObservedStatus>;

/**
 * Watches a member until its status, or the time that the status lasts, decides the next step. Null
 * if the follower has left or the hub has ended. Errors of the hub's stream are passed on.
 */
export async function followStatus(
  key: OwnMemberKey,
  { judge, onStatus, left }: Follower,
  { hub, monotonicNow, sleep, recheckMs }: FollowTools,
): Promise<Conclusion | null> {
  const watch = hub.watch(key);
  // Settles the pending `next()` below immediately, which in turn ends the concurrent sleep.
  const leave = (): void => void watch.return?.();
  left.addEventListener('abort', leave, { once: true });
  let pending: Promise<Answer> | null = null;
  let limit: Limit | null = null;

  /** Null if no status came within `ms`; a later status is not lost. */
  async function within(ms: number, answer: Promise<Answer>): Promise<Answer | null> {
    const nap = new AbortController();
    try {
      return await Promise.race([answer, sleep(ms, nap.signal).then(() => null)]);
    } finally {
      nap.abort();
    }
  }

  function toLimit({ decision, afterMs }: Verdict, status: ObservedStatus): Limit | null {
    if (decision === null) return null;
    const last = limit;
    const until =
      last?.decision === decision && last.afterMs === afterMs
        ? last.until
        : monotonicNow() + afterMs;
    return { decision, status, afterMs, until };
  }

  try {
    while (!left.aborted) {
      pending ??= watch.next();
      const answer =
        limit === null
          ? await pending
          : await within(Math.min(recheckMs, limit.until - monotonicNow()), pending);
      if (answer === null) {
        // The hub polls an idle member at growing intervals.
        if (limit !== null && monotonicNow() < limit.until) hub.look(key);
      } else {
        if (answer.done === true) return null;
        pending = null;
        limit = toLimit(judge(answer.value), answer.value);
        if (limit === null || limit.afterMs > 0) onStatus(answer.value);
      }
      if (limit !== null && monotonicNow() >= limit.until) return limit;
    }
    return null;
  } finally {
    left.removeEventListener('abort', leave);
    leave();
  }
}
