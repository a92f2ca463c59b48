import { limits } from '../../limits.ts';

export interface OperationRateOptions {
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Operations in a burst, after a pause. */
  readonly burst?: number;
  /** Sustained operations per second. */
  readonly perSecond?: number;
}

/** The rate limit of one socket: a token bucket with one token per operation. */
export interface OperationRate {
  /** True if `count` operations may start now. */
  readonly take: (count?: number) => boolean;
}

export function createOperationRate({
  now,
  burst = limits.socketOperationBurst,
  perSecond = limits.socketOperationsPerSecond,
}: OperationRateOptions): OperationRate {
  let tokens = burst;
  let filledAt = now();

  return {
    take(count = 1) {
      const time = now();
      tokens = Math.min(burst, tokens + ((time - filledAt) * perSecond) / 1_000);
      filledAt = time;
      if (tokens < count) return false;
      tokens -= count;
      return true;
    },
  };
}
