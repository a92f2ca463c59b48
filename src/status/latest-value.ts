/** The unread value of one watcher: only the latest value, not a queue. */
export interface LatestValue<T> {
  /** Replaces a value that was not read yet. */
  readonly put: (value: T) => void;
  /** Ends the iterator once the last value has been read. */
  readonly end: () => void;
  /** Ends the iterator with an error once the last value has been read. */
  readonly fail: (error: unknown) => void;
  readonly iterator: AsyncIterableIterator<T>;
}

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

type Ending = { readonly kind: 'done' } | { readonly kind: 'error'; readonly error: unknown };

const done = { done: true, value: undefined } as const;

/**
 * The iterator is hand-written because `return()` of an async generator waits behind a pending
 * `next()`: a watcher that disconnects while nothing changes would be served forever. Here
 * `return()` settles `next()` immediately.
 *
 * @param onLeave called once, when the reader leaves; not when `end` or `fail` ends the iterator
 */
export function createLatestValue<T>(onLeave: () => void): LatestValue<T> {
  let unread: { readonly value: T } | null = null;
  let ending: Ending | null = null;
  const waiters: Waiter<T>[] = [];

  function finish(how: Ending): void {
    if (ending !== null) return;
    ending = how;
    // A reader only waits when every value has been read. The first waiting reader gets the error,
    // as with `next`.
    for (const waiter of waiters.splice(0)) {
      if (ending.kind === 'error') {
        waiter.reject(ending.error);
        ending = { kind: 'done' };
      } else {
        waiter.resolve(done);
      }
    }
  }

  function leave(): void {
    const left = ending === null;
    unread = null;
    finish({ kind: 'done' });
    ending = { kind: 'done' };
    if (left) onLeave();
  }

  const iterator: AsyncIterableIterator<T> = {
    next() {
      if (unread !== null) {
        const { value } = unread;
        unread = null;
        return Promise.resolve({ done: false, value });
      }
      if (ending?.kind === 'error') {
        const { error } = ending;
        ending = { kind: 'done' };
        return Promise.reject(error);
      }
      if (ending !== null) return Promise.resolve(done);
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    async return() {
      leave();
      return done;
    },
    async throw(error: unknown) {
      leave();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };

  return {
    put(value) {
      if (ending !== null) return;
      const waiter = waiters.shift();
      if (waiter === undefined) unread = { value };
      else waiter.resolve({ done: false, value });
    },
    end: () => finish({ kind: 'done' }),
    fail: (error) => finish({ kind: 'error', error }),
    iterator,
  };
}
