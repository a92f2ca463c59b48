/** Counts what happens often and is worth a line now and then. */
export interface Tally {
  /** How often `name` came since it was last told of; null while `everyMs` has not passed since. */
  readonly count: (name: string) => number | null;
}

/** `now` never goes back. Names are few: each is kept. */
export function createTally(everyMs: number, now: () => number): Tally {
  const entries = new Map<string, { times: number; toldAt: number }>();
  return {
    count(name) {
      const entry = entries.get(name) ?? { times: 0, toldAt: -Infinity };
      entries.set(name, entry);
      entry.times += 1;
      if (now() < entry.toldAt + everyMs) return null;
      const { times } = entry;
      Object.assign(entry, { times: 0, toldAt: now() });
      return times;
    },
  };
}
