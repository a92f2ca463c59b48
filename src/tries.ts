export interface TriesOptions {
  /** Tries per window. */
  readonly most: number;
  readonly windowMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The number of keys in memory; the oldest key is removed first. Unlimited by default. */
  readonly maxKeys?: number;
}

/** Counts tries by key, in windows of fixed length from the first try on. */
export interface Tries {
  /**
   * Counts another try and returns null, or returns the milliseconds until another try is possible.
   */
  readonly take: (key: string) => number | null;
  /** The number of keys in memory. */
  readonly size: () => number;
}

export function createTries({
  most,
  windowMs,
  monotonicNow,
  maxKeys = Infinity,
}: TriesOptions): Tries {
  /** All windows have the same length, so the first window in the map ends first. */
  const windows = new Map<string, { readonly endsAt: number; count: number }>();

  return {
    take(key) {
      const now = monotonicNow();
      for (const [oldest, { endsAt }] of windows) {
        if (now < endsAt) break;
        windows.delete(oldest);
      }
      const window = windows.get(key) ?? { endsAt: now + windowMs, count: 0 };
      if (window.count >= most) return window.endsAt - now;
      window.count += 1;
      windows.set(key, window);
      const [oldest] = windows.keys();
      if (windows.size > maxKeys && oldest !== undefined) windows.delete(oldest);
      return null;
    },
    size: () => windows.size,
  };
}
