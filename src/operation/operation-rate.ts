import { limits } from '../limits.ts';

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
  /** True when one more operation may start now. */
  readonly take: () => boolean;
}

export function createOperationRate({
  now,
  burst = limits.socketOperationBurst,
  perSecond = limits.socketOperationsPerSecond,
}: OperationRateOptions): OperationRate {
  let tokens = burst;
  let filledAt = now();

  return {
    take() {
      const time = now();
      tokens = Math.min(burst, tokens + ((time - filledAt) * perSecond) / 1_000);
      filledAt = time;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
