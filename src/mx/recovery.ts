import type { Breaker } from './breaker.ts';

/** Finds out by itself when MX is back, so that a client whom nobody calls closes its breaker too. */
export interface Recovery {
  /** To be called whenever the breaker may have opened. */
  readonly wake: () => void;
  readonly stop: () => void;
}

export interface RecoveryOptions {
  readonly breaker: Breaker;
  /** One cheap read. It may fail. */
  readonly probe: () => Promise<unknown>;
  readonly now: () => number;
  /** Runs something later; returns what cancels it. */
  readonly schedule: (run: () => void, ms: number) => () => void;
}

/** Callers go first: they need the answer, and the probe then has nothing left to find out. */
const AFTER_CALLERS_MS = 250;

export function createRecovery({ breaker, probe, now, schedule }: RecoveryOptions): Recovery {
  let cancel: (() => void) | undefined;
  let isStopped = false;

  const wake = () => {
    if (cancel !== undefined || isStopped) return;
    cancel = schedule(() => void look(), breaker.waitMs(now()) + AFTER_CALLERS_MS);
  };
  const look = async () => {
    try {
      if (breaker.state() !== 'closed') await probe();
    } catch {
      // The breaker has counted it.
    }
    cancel = undefined;
    if (breaker.state() !== 'closed') wake();
  };

  return {
    wake,
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
}
