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
  return new TokenBucket(now, burst, perSecond);
}

class TokenBucket implements OperationRate {
  readonly #now: () => number;
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(now: () => number, burst: number, perSecond: number) {
    this.#now = now;
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#filledAt = now();
  }

  take(count = 1): boolean {
    const time = this.#now();
    const filled = this.#tokens + ((time - this.#filledAt) * this.#perSecond) / 1_000;
    this.#tokens = Math.min(this.#burst, filled);
    this.#filledAt = time;
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }
}
