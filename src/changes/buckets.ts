export interface BucketsOptions {
  /** Tokens of a full bucket. */
  readonly burst: number;
  readonly perMinute: number;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Buckets that are not full; beyond it those that were used longest ago count as full again. */
  readonly maxKeys?: number | undefined;
}

/** Buckets of tokens, one a key, that fill as time goes by. */
export interface Buckets {
  /** Milliseconds until there is a token; 0 when there is one. */
  readonly waitMs: (key: string) => number;
  /** Takes a token, there or not. */
  readonly take: (key: string) => void;
}

const MAX_KEYS = 50_000;

export function createBuckets(options: BucketsOptions): Buckets {
  const { burst, perMinute, monotonicNow, maxKeys = MAX_KEYS } = options;
  const tokenMs = 60_000 / perMinute;
  /** When each will be full again, in the order of their last use. */
  const fullAt = new Map<string, number>();

  function forgetOld(): void {
    for (const [key, at] of fullAt) {
      if (at > monotonicNow() && fullAt.size <= maxKeys) return;
      fullAt.delete(key);
    }
  }

  return {
    waitMs(key) {
      const missingMs = (fullAt.get(key) ?? 0) - monotonicNow();
      return Math.max(0, missingMs - (burst - 1) * tokenMs);
    },
    take(key) {
      const at = Math.max(fullAt.get(key) ?? 0, monotonicNow()) + tokenMs;
      fullAt.delete(key);
      fullAt.set(key, at);
      forgetOld();
    },
  };
}
