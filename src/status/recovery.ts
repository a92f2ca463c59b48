/** A rest of a poll whose last read failed. */
export interface TroubledRest extends Disposable {
  /** Aborted when the poll is woken, and when MX is back. */
  readonly signal: AbortSignal;
  /** True if MX is back, so that the poll reads again whatever its patience says. */
  readonly isBack: () => boolean;
}

/** Ends the rests of polls that failed as soon as MX responds again. */
export interface Recovery {
  /** @param wake the signal that ends the rest for other reasons */
  readonly startRest: (wake: AbortSignal) => TroubledRest;
  /**
   * Called when MX is back. The rests end at random moments within a few seconds, so that the polls
   * of all members do not reach MX together.
   */
  readonly happened: () => void;
}

export interface RecoveryOptions {
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** A number from 0 to 1. */
  readonly jitter: () => number;
}

/** The rests end within this time … */
const SPREAD_MS = 2_000;
/** … or later if there are many: at most 500 of them per second. */
const MS_PER_REST = 2;

export function createRecovery({ sleep, jitter }: RecoveryOptions): Recovery {
  const rests = new Set<() => Promise<void>>();

  return {
    startRest(wake) {
      const end = new AbortController();
      const stop = () => end.abort();
      let isBack = false;
      const comeBack = async () => {
        const spreadMs = Math.max(SPREAD_MS, rests.size * MS_PER_REST);
        await sleep(jitter() * spreadMs, end.signal).catch(() => {});
        // After the end of the rest this has no effect.
        isBack = !end.signal.aborted;
        stop();
      };
      rests.add(comeBack);
      wake.addEventListener('abort', stop, { once: true });
      if (wake.aborted) stop();
      return {
        signal: end.signal,
        isBack: () => isBack,
        [Symbol.dispose]() {
          rests.delete(comeBack);
          wake.removeEventListener('abort', stop);
          stop();
        },
      };
    },
    happened() {
      for (const comeBack of rests) void comeBack();
    },
  };
}
