/** Values from a producer that cannot wait to a reader who may be slow. */
export interface Pipe<Value> {
  readonly push: (value: Value) => void;
  /** Ends the iteration once all values are read; with an error, it is thrown then. */
  readonly end: (failure?: { readonly error: unknown }) => void;
  /** How many values wait. */
  readonly waiting: () => number;
  readonly values: AsyncIterableIterator<Value, undefined, undefined>;
}

export interface PipeOptions {
  /** Called with the first read. */
  readonly onStart: () => void;
  /** Called when a reader waits for a value. */
  readonly onDrained: () => void;
  /** Called once, when the reader leaves or the iteration has ended. */
  readonly onStop: () => void;
}

type Outcome<Value> = IteratorResult<Value, undefined>;

export function createPipe<Value>({ onStart, onDrained, onStop }: PipeOptions): Pipe<Value> {
  const queue: Value[] = [];
  const readers: {
    readonly resolve: (outcome: Outcome<Value>) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  const done: Outcome<Value> = { done: true, value: undefined };
  let failure: { readonly error: unknown } | undefined;
  let isStarted = false;
  let isEnded = false;
  let isStopped = false;

  function stop(): void {
    if (isStopped) return;
    isEnded = isStopped = true;
    onStop();
  }

  function takeFailure(): { readonly error: unknown } | undefined {
    const taken = failure;
    failure = undefined;
    return taken;
  }

  return {
    push(value) {
      if (isEnded) return;
      const reader = readers.shift();
      if (reader === undefined) queue.push(value);
      else reader.resolve({ done: false, value });
    },
    end(withFailure) {
      if (isEnded) return;
      failure = withFailure;
      stop();
      for (const reader of readers.splice(0)) {
        const taken = takeFailure();
        if (taken === undefined) reader.resolve(done);
        else reader.reject(taken.error);
      }
    },
    waiting: () => queue.length,
    values: {
      async next() {
        if (!isStarted) {
          isStarted = true;
          if (!isEnded) onStart();
        }
        if (queue.length > 0) return { done: false, value: queue.shift() as Value };
        const taken = takeFailure();
        if (taken !== undefined) throw taken.error;
        if (isEnded) return done;
        const next = new Promise<Outcome<Value>>((resolve, reject) => {
          readers.push({ resolve, reject });
        });
        onDrained();
        return next;
      },
      async return() {
        queue.length = 0;
        failure = undefined;
        stop();
        for (const reader of readers.splice(0)) reader.resolve(done);
        return done;
      },
      async throw(error: unknown) {
        await this.return?.();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}
