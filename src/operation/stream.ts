import { hash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';

/** The resources of an open stream, and the events that end it. */
export interface Lease {
  /**
   * Calls `end` when the stream must end, regardless of its source and its reader. `end` gets the
   * error for the client, or no error if the client has disconnected.
   */
  readonly onEnd: (end: (error?: unknown) => void) => void;
  /** Releases the resources. A second call has no effect. */
  readonly release: () => void;
}

const prints = new WeakMap<ExecutionResult, string>();

/**
 * Equal for equal results. It is a hash and not the text itself: there may be many streams, and each
 * may wait for a long time.
 */
function printOf(result: ExecutionResult): string {
  const known = prints.get(result);
  if (known !== undefined) return known;
  const print = hash('sha256', JSON.stringify(result), 'base64');
  prints.set(result, print);
  return print;
}

const over = { done: true, value: undefined } as const;

/** True for a stream of results. */
export function isStream<T>(result: object | AsyncIterable<T>): result is AsyncIterable<T> {
  return Symbol.asyncIterator in result;
}

export interface LiveOptions {
  readonly results: AsyncIterator<ExecutionResult>;
  readonly mask: (result: ExecutionResult) => ExecutionResult;
  /** The result that a client gets when a stream has failed. */
  readonly toResult: (error: unknown) => ExecutionResult;
  readonly lease: Lease;
  /** True if a result that equals the previous result is sent, too. Defaults to false. */
  readonly everyEventCounts?: boolean;
}

/**
 * The results of one subscription as a client should see them. A result that equals the previous
 * result is omitted, unless every event counts. A source that fails ends the stream with its error as the last result, because
 * a thrown error would reach the transport, which does not mask errors.
 *
 * The iterator is hand-written, so that `return` reaches the source immediately, even while a read
 * is pending. The stream never outlives its lease, because a client may disconnect before anything
 * has read the stream.
 */
export function toLiveResults({
  results,
  mask,
  toResult,
  lease,
  everyEventCounts = false,
}: LiveOptions): AsyncIterableIterator<ExecutionResult, undefined, undefined> {
  let last: string | undefined;
  let ended = false;
  let lastError: { readonly error: unknown } | undefined;

  const leave = async () => {
    lease.release();
    await results.return?.();
  };
  // `leave` settles a pending read, and `next` then finds the reason.
  lease.onEnd((error) => {
    if (error === undefined) ended = true;
    else lastError = { error };
    void leave();
  });

  function end(): IteratorReturnResult<undefined> {
    ended = true;
    lease.release();
    return over;
  }

  return {
    async next() {
      if (ended) return over;
      try {
        for (;;) {
          const { done, value } = await results.next();
          if (ended) return end();
          if (lastError !== undefined) throw lastError.error;
          if (done === true) return end();
          if (!everyEventCounts) {
            const print = printOf(value);
            if (print === last) continue;
            last = print;
          }
          return { done: false, value: mask(value) };
        }
      } catch (error) {
        const isHeard = !ended;
        end();
        return isHeard ? { done: false, value: toResult(error) } : over;
      }
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
