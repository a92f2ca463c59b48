/** Time that jumps from one scheduled task to the next, in steps of a millisecond. */
export interface Simulation {
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number from 0 up to 1; the sequence is the same in each run. */
  readonly random: () => number;
  /** Advances the time by `ms`, and runs all tasks that are due. */
  readonly run: (ms: number) => Promise<void>;
}

export function createSimulation(seed = 1): Simulation {
  const startMs = Date.parse('2026-11-22T12:00:00Z');
  /** The scheduled tasks, by the millisecond. */
  const agenda = new Map<number, Set<() => void>>();
  let time = startMs;
  let state = seed;

  const schedule = (run: () => void, ms: number) => {
    const at = Math.ceil(time + Math.max(0, ms));
    const entries = agenda.get(at) ?? new Set();
    agenda.set(at, entries);
    const entry = () => run();
    entries.add(entry);
    return () => entries.delete(entry);
  };

  return {
    now: () => time,
    schedule,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        schedule(resolve, ms);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    random() {
      // mulberry32
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
    async run(ms) {
      const endsAt = time + ms;
      for (; time < endsAt; time += 1) {
        for (let due = agenda.get(time); due !== undefined; due = agenda.get(time)) {
          agenda.delete(time);
          due.forEach((entry) => entry());
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
        }
      }
    },
  };
}
