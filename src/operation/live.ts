import { hash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';

/** Calls `cut` when a stream must end whatever its source does; returns how to forget about it. */
export type CutOff = (cut: (error: unknown) => void) => () => void;

/**
 * The results of one subscription as a client should see them: a result equal to the one before
 * is left out, and a source that fails ends the stream with that error as its last result, since
 * a thrown one would reach the transport, which knows nothing of masking.
 *
 * A hand-written iterator: `return` reaches the source at once, whatever is pending.
 */
export function toLiveResults(
  results: AsyncIterator<ExecutionResult>,
  mask: (result: ExecutionResult) => ExecutionResult,
  toResult: (error: unknown) => ExecutionResult,
  cutOff: CutOff = () => () => {},
): AsyncIterableIterator<ExecutionResult, undefined, undefined> {
  let last: string | undefined;
  let ended = false;
  let lastError: { readonly error: unknown } | undefined;

  const leave = async () => {
    forget();
    await results.return?.();
  };
  // Leaving settles what is pending: `next` then finds out why.
  const forget = cutOff((error) => {
    lastError = { error };
    void leave();
  });

  async function read(): Promise<ExecutionResult | undefined> {
    for (;;) {
      const { done, value } = await results.next();
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
        ended = true;
        forget();
        return { done: false, value: toResult(error) };
      }
      ended = true;
      forget();
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
