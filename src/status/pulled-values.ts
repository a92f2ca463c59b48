import { LatestValue } from './latest-value.ts';

/** The values of one reader, each made when the reader asks for it. */
export interface PulledValues<T> {
  /** Called when there may be another value. */
  readonly wake: () => void;
  /** Ends the iterator once the last value has been read. */
  readonly end: () => void;
  /** Ends the iterator with an error once the last value has been read. */
  readonly fail: (error: unknown) => void;
  readonly iterator: AsyncIterableIterator<T>;
}

/**
 * A slow reader gets one value with everything that has happened since its last one, so that no
 * queue grows. As in a `LatestValue`, `return()` settles a pending `next()` immediately.
 *
 * @param take the next value; null if there is none yet
 * @param onLeave called once, when the reader leaves; not when `end` or `fail` ends the iterator
 */
export function createPulledValues<T>(take: () => T | null, onLeave: () => void): PulledValues<T> {
  const bell = new LatestValue<true>(onLeave);
  let isOver = false;

  async function next(): Promise<IteratorResult<T>> {
    for (;;) {
      const value = isOver ? null : take();
      if (value !== null) return { done: false, value };
      const { done } = await bell.next();
      if (done === true) {
        isOver = true;
        return { done: true, value: undefined };
      }
    }
  }

  const iterator: AsyncIterableIterator<T> = {
    next,
    async return() {
      isOver = true;
      await bell.return();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      isOver = true;
      await bell.return();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };

  return {
    wake: () => bell.put(true),
    end: () => bell.end(),
    fail: (error) => bell.fail(error),
    iterator,
  };
}
