import type { StopSignal } from '../../src/stop.ts';
/** Time that only passes when a test advances it. */
export interface ManualClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since an arbitrary moment. */
  readonly monotonicNow: () => number;
  /** Resolves after `ms` of this clock, or immediately when the signal aborts. */
  readonly sleep: (ms: number, signal?: StopSignal) => Promise<void>;
  /**
   * Advances the time. It wakes sleepers in order, and lets the resulting work finish in between.
   */
  readonly advance: (ms: number) => Promise<void>;
  /** Sets the system clock, as an operator would: no time passes. */
  readonly jump: (ms: number) => void;
  /** How many sleepers wait. */
  readonly sleeping: () => number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** This is far from any date, so that the two kinds of times cannot be confused. */
const BORN = 1_000;

/** Waits until every promise that can settle without time has settled. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export function createManualClock(start = Date.parse('2026-11-22T12:00:00Z')): ManualClock {
  let time = BORN;
  let offset = start - BORN;
  const sleepers = new Set<Sleeper>();

  function nextBefore(limit: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.at <= limit && (next === undefined || sleeper.at < next.at)) next = sleeper;
    }
    return next;
  }

  return {
    now: () => time + offset,
    monotonicNow: () => time,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { at: time + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake);
        if (signal?.aborted === true) wake();
      });
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (let next = nextBefore(end); next !== undefined; next = nextBefore(end)) {
        time = next.at;
        next.wake();
        await settle();
      }
      time = end;
    },
    jump(ms) {
      offset += ms;
    },
    sleeping: () => sleepers.size,
  };
}
