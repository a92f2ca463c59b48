import type { Environment } from './environment.ts';
import { MxConnectionError } from './errors.ts';

/** The pauses between attempts to connect: half a second that doubles, up to half a minute. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** About a quarter of an hour of failures in a row. */
const MOST_FAILURES = 36;
/** The failures that a time without a network counts as: enough for the longest pause. */
const MOST_OFFLINE = 7;

/** How long to wait after this many failures in a row, at random between half of it and all. */
export function toPauseMs(failures: number, random: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
  return pause * (0.5 + random / 2);
}

/** When a client may connect again. All of its streams share it, so that they wait together. */
export interface Pace {
  /**
   * Settles when the next attempt may be made. Rejects with the last error once the failures are
   * too many; later calls begin anew.
   */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  /** Reports a connection that could not be opened. Failures during a pause are one. */
  readonly failed: (error: unknown, atLeastMs?: number) => void;
  /**
   * Reports a connection that was open and is lost. Unless it was lost at once, that is no failure,
   * and `isExpected` (its token has expired) means no pause either.
   */
  readonly lost: (livedMs: number, isExpected?: boolean) => void;
  /** Ends a pause, and forgets the failures. */
  readonly wake: () => void;
}

/** A connection that lived for less than this makes the next pause longer. */
const SHORT_LIFE_MS = 5_000;
/** The failures that short lives count as, at most: the gateway is there. */
const MOST_SHORT_LIVES = 3;
/** After a restart, all clients reconnect within this time rather than at one moment. */
const SPREAD_MS = 2_000;

export function createPace({ now, random, later, isOnline }: Environment): Pace {
  let failures = 0;
  let readyAt = 0;
  let lastError: unknown;
  const waiting = new Set<() => void>();

  function pause(atLeastMs = 0): void {
    readyAt = now() + Math.max(atLeastMs, toPauseMs(failures, random()));
  }

  return {
    async ready(signal) {
      if (failures > MOST_FAILURES) {
        failures = 0;
        throw new MxConnectionError('The gateway cannot be reached.', {
          retryable: true,
          cause: lastError,
        });
      }
      const ms = readyAt - now();
      if (ms <= 0) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          cancel();
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        // After the clock was set back, a pause is not longer than any other.
        const cancel = later(Math.min(ms, LONGEST_PAUSE_MS * 10), done);
        waiting.add(done);
        signal.addEventListener('abort', done);
      });
    },
    failed(error, atLeastMs) {
      if (now() < readyAt) return;
      lastError = error;
      // A device without a network waits for it, and does not give up.
      if (isOnline() || failures < MOST_OFFLINE) failures += 1;
      pause(atLeastMs);
    },
    lost(livedMs, isExpected = false) {
      if (now() < readyAt) return;
      const isShort = livedMs < SHORT_LIFE_MS;
      failures = isShort ? Math.min(failures + 1, MOST_SHORT_LIVES) : 0;
      if (isShort || !isExpected) pause(random() * SPREAD_MS);
    },
    wake() {
      failures = readyAt = 0;
      for (const done of [...waiting]) done();
    },
  };
}
