import { MxError } from '../errors.ts';
import type { Breaker } from './breaker.ts';
import { startStep, type Deadline, type Step } from './deadline.ts';
import { toCutFailure } from './failure.ts';
import type { Pause, Pausing } from './pause.ts';

/**
 * The place where calls wait while the breaker finds out whether MX is down, and are refused if it
 * is.
 */
export interface Standby {
  /**
   * Admits a call, either as a normal call or as the one read that may be sent while MX is down.
   * The attempt of a probe must be recorded at the breaker.
   *
   * @throws {MxError} UNAVAILABLE while MX is down, REFUSED_GATEWAY while it refuses the gateway
   */
  readonly pass: (call: Pausing) => Promise<'call' | 'probe'>;
  /** Starts a step of a call that is dropped as soon as calls are no longer admitted. */
  readonly startStep: (deadline: Deadline) => Step;
  /** Must be called whenever the breaker has changed. */
  readonly wake: () => void;
}

export interface StandbyOptions {
  readonly breaker: Breaker;
  readonly pause: Pause;
  readonly now: () => number;
  readonly random: () => number;
}

/** The most calls that may wait; further calls are refused. */
const MAX_WAITING = 2_000;
const MIN_RETRY_MS = 100;
/** When MX is back, the waiting calls continue at most at four per millisecond. */
const MS_PER_CALL = 0.25;
const AT_ONCE = 100;

export function createStandby({ breaker, pause, now, random }: StandbyOptions): Standby {
  const waiting = new Set<() => void>();
  const steps = new Set<Step>();
  /** How many calls waited when the breaker changed. */
  let lastCrowd = 0;

  function refusal(): MxError {
    if (breaker.refusal() !== null) return new MxError('REFUSED_GATEWAY', 'MX refuses the gateway');
    const retryAfterMs = Math.max(breaker.waitMs(now()), MIN_RETRY_MS);
    return new MxError('UNAVAILABLE', 'MX is down', { retryAfterMs });
  }

  async function waitForChange(call: Pausing) {
    if (waiting.size >= MAX_WAITING) throw refusal();
    const { endpoint, deadline } = call;
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    deadline.onCut(resolve);
    await promise;
    deadline.onCut(undefined);
    waiting.delete(resolve);
    if (deadline.cut() !== undefined) throw toCutFailure(endpoint, false);
    const spreadMs = (lastCrowd - AT_ONCE) * MS_PER_CALL;
    if (breaker.state() === 'closed' && spreadMs > 0) await pause(random() * spreadMs, call);
  }

  return {
    async pass(call) {
      while (breaker.state() === 'waiting') await waitForChange(call);
      if (breaker.state() === 'closed') return 'call';
      if (call.endpoint.method === 'GET' && breaker.takeRead()) return 'probe';
      throw refusal();
    },
    startStep(deadline) {
      const step = startStep(deadline, () => steps.delete(step));
      steps.add(step);
      return step;
    },
    wake() {
      lastCrowd = waiting.size;
      waiting.forEach((go) => go());
      if (breaker.state() !== 'closed') steps.forEach((step) => step.drop());
    },
  };
}
