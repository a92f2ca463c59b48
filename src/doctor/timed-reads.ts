/** Something that is read from MX, for a sentence: `the rewards of a member`. */
export type Readable =
  | 'the list of users'
  | 'the accounts of a user'
  | 'an account'
  | 'the rewards of a member';

export interface TimedRead {
  readonly what: Readable;
  readonly ms: number;
}

/** Reads one thing after the other, and knows which of them took the longest. */
export interface TimedReads {
  readonly read: <Value>(what: Readable, make: () => Promise<Value>) => Promise<Value>;
  /** The last read, which is the one that has failed if any has; undefined before the first. */
  readonly last: () => TimedRead | undefined;
  readonly slowest: () => TimedRead | undefined;
}

export function createTimedReads(monotonicNow: () => number): TimedReads {
  let last: TimedRead | undefined;
  let slowest: TimedRead | undefined;

  return {
    async read(what, make) {
      const startedAt = monotonicNow();
      try {
        return await make();
      } finally {
        last = { what, ms: monotonicNow() - startedAt };
        if (slowest === undefined || last.ms > slowest.ms) slowest = last;
      }
    },
    last: () => last,
    slowest: () => slowest,
  };
}
