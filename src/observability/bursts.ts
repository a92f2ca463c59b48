export interface BurstOptions<Kind extends object> {
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Calls `callback` once the window of a burst is over. */
  readonly schedule: (callback: () => void, ms: number) => void;
  /** Reports how many lines of this kind `take` has refused since the last report. */
  readonly onLeftOut: (report: { readonly kind: Kind; readonly lines: number }) => void;
  readonly windowMs?: number;
}

/** Bounds how often one kind of line is written. The first line of each kind is always written. */
export interface Bursts<Kind extends object> {
  /**
   * False for more than `most` lines of this kind in one window: the line is counted, and must not
   * be written.
   *
   * @param key equal for equal kinds; its JSON by default
   */
  readonly take: (kind: Kind, most: number, key?: string) => boolean;
  /** Reports the remaining counts. */
  readonly flush: () => void;
}

interface Window<Kind> {
  readonly kind: Kind;
  readonly endsAt: number;
  taken: number;
  leftOut: number;
}

/**
 * Kinds consist of codes and fixed sentences. If one ever contained data, this limit would bound
 * the memory.
 */
const MAX_KINDS = 1_000;

export function createBursts<Kind extends object>(options: BurstOptions<Kind>): Bursts<Kind> {
  const { now, schedule, onLeftOut, windowMs = 1_000 } = options;
  const windows = new Map<string, Window<Kind>>();

  function end(key: string, window: Window<Kind>): void {
    if (windows.get(key) === window) windows.delete(key);
    const { kind, leftOut } = window;
    window.leftOut = 0;
    if (leftOut > 0) onLeftOut({ kind, lines: leftOut });
  }

  function open(key: string, kind: Kind): Window<Kind> {
    const last = windows.get(key);
    if (last !== undefined && now() < last.endsAt) return last;
    if (last !== undefined) end(key, last);
    for (const [oldest, window] of windows) {
      if (windows.size < MAX_KINDS) break;
      end(oldest, window);
    }
    const window = { kind, endsAt: now() + windowMs, taken: 0, leftOut: 0 };
    windows.set(key, window);
    return window;
  }

  return {
    take(kind, most, key = JSON.stringify(kind)) {
      const window = open(key, kind);
      if (window.taken < most) {
        window.taken += 1;
        return true;
      }
      window.leftOut += 1;
      if (window.leftOut === 1) schedule(() => end(key, window), window.endsAt - now());
      return false;
    },
    flush() {
      for (const [key, window] of windows) end(key, window);
    },
  };
}
