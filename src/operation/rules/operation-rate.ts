import { limits } from '../../limits.ts';

export interface OperationRateOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Operations at once, after a pause. */
  readonly burst?: number;
  /** Operations a second, on and on. */
  readonly perSecond?: number;
}

/** The operations of one socket: a bucket of tokens, one an operation, refilled as time goes by. */
export interface OperationRate {
  /** True when one more operation may start now, or so many. */
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
