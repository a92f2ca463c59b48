import type { Reading } from '../../src/status/paced-reads.ts';
import type { SharedPoll } from '../../src/status/replicas/shared-poll.ts';

/** The poll of a process without other replicas. */
export function ownPoll<T>(
  read: (signal: AbortSignal) => Promise<Reading<T>>,
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>,
): SharedPoll<T> {
  return { read, rest: sleep, [Symbol.dispose]: () => {} };
}
