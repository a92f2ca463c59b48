export interface CallRateOptions {
  /** Calls per second that this process may make now: its share of the client's rate. */
  readonly perSecond: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Spreads calls, so that MX does not refuse the client for calling too often. */
export interface CallRate {
  /**
   * Milliseconds until the next call may be made. The call counts, unless the wait would be longer than
   * `mostMs`.
   */
  readonly reserve: (mostMs: number) => number;
}

/** Calls that may be made at once after a pause, as a share of a second's calls. */
const BURST_SHARE = 0.1;

/** The generic cell rate algorithm. */
export function createCallRate({ perSecond, now }: CallRateOptions): CallRate {
  let nextAt = Number.NEGATIVE_INFINITY;

  return {
    reserve(mostMs) {
      const rate = perSecond();
      const burstMs = Math.max(0, BURST_SHARE * 1_000 - 1_000 / rate);
      const at = Math.max(nextAt, now());
      const waitMs = Math.max(0, at - now() - burstMs);
      if (waitMs <= mostMs) nextAt = at + 1_000 / rate;
      return waitMs;
    },
  };
}
