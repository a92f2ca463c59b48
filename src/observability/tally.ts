/** Counts frequent events that are logged from time to time. */
export interface Tally {
  /**
   * Returns how often `name` was counted since its last report; null until `everyMs` has passed
   * since then.
   */
  readonly count: (name: string) => number | null;
}

/** `now` is monotonic. There are few names, so all of them are kept. */
export function createTally(everyMs: number, now: () => number): Tally {
  const entries = new Map<string, { times: number; reportedAt: number }>();
  return {
    count(name) {
      const entry = entries.get(name) ?? { times: 0, reportedAt: -Infinity };
      entries.set(name, entry);
      entry.times += 1;
      if (now() < entry.reportedAt + everyMs) return null;
      const { times } = entry;
      Object.assign(entry, { times: 0, reportedAt: now() });
      return times;
    },
  };
}
