import type { Endpoint } from '../endpoints.ts';
import type { Deadline } from './deadline.ts';
import { toCutFailure } from './failure.ts';

/** Waits within a call. Rejects with an `MxError` if the call ends during the wait. */
export type Pause = (ms: number, call: Pausing) => Promise<void>;

export interface Pausing {
  readonly endpoint: Endpoint;
  readonly deadline: Deadline;
}

/** `sleep` may reject when the signal fires. */
export function createPause(sleep: (ms: number, signal: AbortSignal) => Promise<unknown>): Pause {
  return async function pause(ms, { deadline, endpoint }) {
    const stop = new AbortController();
    deadline.onCut(() => stop.abort());
    try {
      await sleep(ms, stop.signal);
    } catch (error) {
      if (deadline.cut() === undefined) throw error;
    } finally {
      deadline.onCut(undefined);
    }
    if (deadline.cut() !== undefined) throw toCutFailure(endpoint, false);
  };
}
