export interface TriesOptions {
  /** Tries in one window. */
  readonly most: number;
  readonly windowMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicNow: () => number;
  /** Keys that are remembered, the oldest forgotten first; any number unless given. */
  readonly maxKeys?: number;
}

/** Counts tries by key, in windows of fixed length from the first try on. */
export interface Tries {
  /** Null for one more try, or the milliseconds until there is room for one. */
  readonly take: (key: string) => number | null;
  /** Keys that are remembered. */
  readonly size: () => number;
}

export function createTries({
  most,
  windowMs,
  monotonicNow,
  maxKeys = Infinity,
}: TriesOptions): Tries {
  /** All windows are equally long: the one that was begun first ends first. */
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
