import type { OwnMemberKey } from '../../auth/keys.ts';
import type { StatusHub } from '../../status/hub.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import type { Decision, Judge, Verdict } from './refresh-rules.ts';

export interface FollowTools {
  readonly hub: Pick<StatusHub, 'watch' | 'look'>;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or at once when the signal aborts (resolving or rejecting, as it likes). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** How often to look while a status must not last, in milliseconds. */
  readonly recheckMs: number;
}

export interface Follower {
  readonly judge: Judge;
  /** Called with each status that decides nothing yet. */
  readonly onStatus: (status: ObservedStatus) => void;
  /** Aborted when nobody wants to know any more. */
  readonly left: AbortSignal;
}

export interface Conclusion {
  readonly decision: Decision;
  /** The status that led to it. */
  readonly status: ObservedStatus;
}

interface Limit extends Conclusion {
  readonly afterMs: number;
  /** On that clock. */
  readonly until: number;
}

type Answer = IteratorResult<ObservedStatus>;

/**
 * Watches a member until its status, or how long it lasts, decides what comes next. Null when the
 * follower has left or the hub has ended. Throws what the hub's stream throws.
 */
export async function followStatus(
  key: OwnMemberKey,
  { judge, onStatus, left }: Follower,
  { hub, monotonicNow, sleep, recheckMs }: FollowTools,
): Promise<Conclusion | null> {
  const watch = hub.watch(key);
  // Settles the `next()` below at once, which in turn ends the sleep beside it.
  const leave = (): void => void watch.return?.();
  left.addEventListener('abort', leave, { once: true });
  let pending: Promise<Answer> | null = null;
  let limit: Limit | null = null;

  /** Null when nothing came within `ms`; what comes later is not lost. */
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
        // The hub looks at an idle member more and more seldom.
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
