import type { ExecutionResult } from 'graphql';

/** The results of one watcher's events. */
export interface EventResults {
  readonly resultOf: (event: unknown) => Promise<ExecutionResult>;
  /** Call this when the watcher has left; the pending result may reject. A second call has no effect. */
  readonly leave: () => void;
}

const over = { done: true, value: undefined } as const;

/**
 * The results of a source, one for each event. The iterator is hand-written, because `return()` of an
 * async generator waits for the event that is being executed.
 *
 * @param end called when the stream ends, for any reason, and sometimes twice
 */
export function toResults(
  source: AsyncIterable<unknown>,
  { resultOf, leave }: EventResults,
  end: () => void,
): AsyncIterableIterator<ExecutionResult, undefined, undefined> {
  const events = source[Symbol.asyncIterator]();
  let isOver = false;

  function stop(): void {
    isOver = true;
    // This comes first: a source returns only once its current event has been executed.
    leave();
    end();
  }

  async function close(): Promise<void> {
    stop();
    try {
      await events.return?.();
    } catch {
      // Nobody waits for the source any more.
    }
  }

  return {
    async next() {
      if (isOver) return over;
      let event: unknown;
      try {
        const step = await events.next();
        if (step.done === true) stop();
        if (isOver) return over;
        event = step.value;
      } catch (error) {
        stop();
        throw error;
      }
      try {
        const value = await resultOf(event);
        return { done: false, value };
      } catch (error) {
        await close();
        throw error;
      }
    },
    async return() {
      await close();
      return over;
    },
    async throw(error) {
      await close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
