export interface CallRateOptions {
  /**
   * Calls that this process may make in any second now: its share of what the client may. Infinity for
   * any number.
   */
  readonly perSecond: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Spreads calls, so that MX does not refuse the client for calling too often. */
export interface CallRate {
  /** Counts a call if it may be made now. @param weight how many calls it counts as */
  readonly take: (weight: number) => boolean;
  /** Milliseconds until the next call may be made; 0 if it may be made now. */
  readonly waitMs: () => number;
  /** Milliseconds that `calls` calls take one after the other. */
  readonly durationMs: (calls: number) => number;
}

/** The share of a second's calls that may be made at once after a pause. */
const BURST = 0.1;

/**
 * The generic cell rate algorithm. Nothing is reserved: a call that gives up its wait leaves its turn to
 * the next one.
 */
export function createCallRate({ perSecond, now }: CallRateOptions): CallRate {
  let nextAt = Number.NEGATIVE_INFINITY;

  // With this interval, a burst and the calls in the second after it are not more than the rate.
  const durationMs = (calls: number) => ((1 + BURST) * 1_000 * calls) / perSecond();
  const waitMs = () => Math.max(0, nextAt - now() - Math.max(0, BURST * 1_000 - durationMs(1)));

  return {
    take(weight) {
      if (waitMs() > 0) return false;
      nextAt = Math.max(nextAt, now()) + durationMs(weight);
      return true;
    },
    waitMs,
    durationMs,
  };
}
