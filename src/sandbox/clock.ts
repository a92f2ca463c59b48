/** The sandbox's clock: a clock from outside, ahead of it by what it has been advanced. */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How many milliseconds it is ahead. */
  readonly advancedMs: () => number;
  /**
   * Settles after `ms` of this clock, or immediately when the signal aborts. Advancing the clock
   * shortens the wait.
   */
  readonly sleep: Sleep;
  readonly advance: (ms: number) => void;
  /** Shows the time from outside again. Waits that are under way stay as long as they are. */
  readonly reset: () => void;
}

export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

export interface SandboxClockOptions {
  readonly now: () => number;
  readonly sleep: Sleep;
}

export function createSandboxClock(outside: SandboxClockOptions): SandboxClock {
  let aheadMs = 0;
  let move = new AbortController();
  const now = () => outside.now() + aheadMs;

  return {
    now,
    advancedMs: () => aheadMs,
    async sleep(ms, signal) {
      const until = now() + ms;
      for (let leftMs = ms; leftMs > 0; leftMs = until - now()) {
        const { signal: moved } = move;
        await outside.sleep(leftMs, AbortSignal.any([signal, moved])).catch(() => {});
        // A timer may end early by a fraction of a millisecond, which is not waited for.
        if (signal.aborted || !moved.aborted) return;
      }
    },
    advance(ms) {
      aheadMs += ms;
      move.abort();
      move = new AbortController();
    },
    reset() {
      aheadMs = 0;
    },
  };
}
