import type { Breaker } from './breaker.ts';

/** Sends the probes that the breaker requests, so that an idle client closes its breaker, too. */
export interface Prober {
  /** Must be called whenever the breaker has changed. */
  readonly wake: () => void;
  readonly stop: () => void;
}

export interface ProberOptions {
  readonly breaker: Breaker;
  /** One cheap read, whose attempt is recorded by the breaker. It may fail, and may take long. */
  readonly probe: () => Promise<unknown>;
  readonly now: () => number;
  /** Runs a callback later; returns a function that cancels it. */
  readonly schedule: (run: () => void, ms: number) => () => void;
}

export function createProber({ breaker, probe, now, schedule }: ProberOptions): Prober {
  let cancel: (() => void) | undefined;
  let isStopped = false;

  const wake = () => {
    cancel?.();
    cancel = undefined;
    if (isStopped || breaker.state() === 'closed') return;
    cancel = schedule(look, breaker.waitMs(now()));
  };
  const look = () => {
    // The next probe does not wait for the response to this one, which may never come.
    if (breaker.takeProbe(now())) probe().catch(() => {}); // the breaker has counted it
    wake();
  };

  return {
    wake,
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
}
