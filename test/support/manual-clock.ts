/** Time that passes only when a test says so. */
export interface ManualClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since a moment that means nothing. */
  readonly monotonicNow: () => number;
  /** Resolves after `ms` of this clock, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Lets time pass, waking sleepers in order and letting what they set off happen in between. */
  readonly advance: (ms: number) => Promise<void>;
  /** Sets the clock that tells the time, as an operator would: no time passes. */
  readonly jump: (ms: number) => void;
  /** How many sleep. */
  readonly sleeping: () => number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Far from any date, so that the two kinds of moments are not taken for each other. */
const BORN = 1_000;

/** Lets every promise that can settle without time passing do so. */
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
