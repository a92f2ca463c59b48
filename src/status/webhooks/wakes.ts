import { limits } from '../../limits.ts';

/** Bounds how often webhooks wake the poll of one member. */
export interface Wakes extends Disposable {
  /**
   * Calls `wake` immediately, but at most once per `webhookBurstMs` for one id: further calls in
   * this time cause one more call at its end.
   *
   * @param wake returns false if nobody watches, and nothing was read
   */
  readonly request: (id: string, wake: () => boolean) => void;
}

export interface WakesOptions {
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export function createWakes({ sleep }: WakesOptions): Wakes {
  const stop = new AbortController();
  /** Whether another call was requested, by id. Ids that nobody watches are not in it. */
  const recent = new Map<string, boolean>();

  function request(id: string, wake: () => boolean): void {
    if (recent.has(id)) recent.set(id, true);
    else if (wake()) void pause(id, wake);
  }

  async function pause(id: string, wake: () => boolean): Promise<void> {
    recent.set(id, false);
    await sleep(limits.webhookBurstMs, stop.signal).catch(() => {});
    const isRequested = recent.get(id) === true;
    recent.delete(id);
    if (isRequested && !stop.signal.aborted) request(id, wake);
  }

  return {
    request,
    [Symbol.dispose]: () => stop.abort(),
  };
}
