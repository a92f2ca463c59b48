import type { ExecutionResult } from 'graphql';

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
): AsyncIterableIterator<ExecutionResult, undefined, undefined> {
  let last: string | undefined;
  let ended = false;

  return {
    async next() {
      while (!ended) {
        try {
          const { done, value } = await results.next();
          if (done === true) break;
          const text = JSON.stringify(value);
          if (text === last) continue;
          last = text;
          return { done: false, value: mask(value) };
        } catch (error) {
          ended = true;
          return { done: false, value: toResult(error) };
        }
      }
      ended = true;
      return { done: true, value: undefined };
    },

    async return() {
      ended = true;
      await results.return?.();
      return { done: true, value: undefined };
    },

    async throw(error) {
      ended = true;
      await results.return?.();
      throw error;
    },

    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
