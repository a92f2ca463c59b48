import { hash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';

/** What a stream holds as long as it lives, and what ends it. */
export interface Lease {
  /**
   * Calls `end` when the stream must end whatever its source does and whether or not anyone reads
   * it: with the error that its client shall hear, or without when nobody is there to hear it.
   */
  readonly onEnd: (end: (error?: unknown) => void) => void;
  /** Gives everything back. May be called again. */
  readonly release: () => void;
}

/** True for results that come one after another. */
export function isStream<T>(result: object | AsyncIterable<T>): result is AsyncIterable<T> {
  return Symbol.asyncIterator in result;
}

export interface LiveOptions {
  readonly results: AsyncIterator<ExecutionResult>;
  readonly mask: (result: ExecutionResult) => ExecutionResult;
  /** What a client is told of a stream that has failed. */
  readonly toResult: (error: unknown) => ExecutionResult;
  readonly lease: Lease;
}

/**
 * The results of one subscription as a client should see them: a result equal to the one before
 * is left out, and a source that fails ends the stream with that error as its last result, since
 * a thrown one would reach the transport, which knows nothing of masking.
 *
 * A hand-written iterator: `return` reaches the source at once, whatever is pending. It lives no
 * longer than its lease, since a client that has gone may have left before anyone began to read.
 */
export function toLiveResults({
  results,
  mask,
  toResult,
  lease,
}: LiveOptions): AsyncIterableIterator<ExecutionResult, undefined, undefined> {
  let last: string | undefined;
  let ended = false;
  let lastError: { readonly error: unknown } | undefined;

  const leave = async () => {
    lease.release();
    await results.return?.();
  };
  // Leaving settles what is pending: `next` then finds out why.
  lease.onEnd((error) => {
    if (error === undefined) ended = true;
    else lastError = { error };
    void leave();
  });

  async function read(): Promise<ExecutionResult | undefined> {
    for (;;) {
      const { done, value } = await results.next();
      if (ended) return undefined;
      if (lastError !== undefined) throw lastError.error;
      if (done === true) return undefined;
      // Not the text itself: a stream may wait for long, and there may be many.
      const print = hash('sha256', JSON.stringify(value), 'base64');
      if (print === last) continue;
      last = print;
      return mask(value);
    }
  }

  return {
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        const value = await read();
        if (value !== undefined) return { done: false, value };
      } catch (error) {
        const isHeard = !ended;
        ended = true;
        lease.release();
        if (isHeard) return { done: false, value: toResult(error) };
      }
      ended = true;
      lease.release();
      return { done: true, value: undefined };
    },

    async return() {
      ended = true;
      await leave();
      return { done: true, value: undefined };
    },

    async throw(error) {
      ended = true;
      await leave();
      throw error;
    },

    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
