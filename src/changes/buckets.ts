export interface BucketsOptions {
  /** Tokens of a full bucket. */
  readonly burst: number;
  readonly perMinute: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /**
   * The number of buckets in memory that are not full; above it the least recently used buckets
   * count as full again.
   */
  readonly maxKeys?: number | undefined;
}

/** Token buckets, one per key, that refill with time. */
export interface Buckets {
  /** Milliseconds until there is a token; 0 if there is one. */
  readonly waitMs: (key: string) => number;
  /** Takes a token, even if there is none. */
  readonly take: (key: string) => void;
}

const MAX_KEYS = 50_000;

export function createBuckets(options: BucketsOptions): Buckets {
  const { burst, perMinute, monotonicNow, maxKeys = MAX_KEYS } = options;
  const tokenMs = 60_000 / perMinute;
  /** The time at which each bucket is full again, in the order of last use. */
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
