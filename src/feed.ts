/** The reason for the end of a feed that has failed. */
export interface Failure {
  readonly error: unknown;
}

/** Called once for each `read` of a feed. */
export interface FeedReader<T> {
  readonly take: (value: T) => void;
  /** Nothing follows. */
  readonly end: (failure?: Failure) => void;
}

const over = { done: true, value: undefined } as const;

/**
 * An async iterator that can also be read without promises. Thousands of streams wait for most of
 * their time: a waiting reader is one reference, and one call wakes it.
 *
 * Subclasses, and objects of which there is one for each stream, are classes, because an object with
 * functions of its own takes ten times the memory.
 */
export abstract class Feed<T> implements AsyncIterableIterator<T> {
  #steps: Steps<T> | undefined;

  /** Answers with one call of the reader, now or later. The next `read` comes after that call. */
  abstract read(reader: FeedReader<T>): void;

  /** Ends the feed for its reader. A pending `read` is answered immediately. */
  abstract leave(): void;

  next(): Promise<IteratorResult<T>> {
    this.#steps ??= new Steps(this);
    return this.#steps.next();
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.leave();
    return Promise.resolve(over);
  }

  throw(error: unknown): Promise<IteratorReturnResult<undefined>> {
    this.leave();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

interface Step<T> {
  readonly resolve: (result: IteratorResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

/** The calls of `next()` that wait. They are answered in their order. */
class Steps<T> implements FeedReader<T> {
  readonly #feed: Feed<T>;
  readonly #waiting: Step<T>[] = [];

  constructor(feed: Feed<T>) {
    this.#feed = feed;
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#waiting.length === 1) this.#feed.read(this);
    });
  }

  take(value: T): void {
    this.#waiting.shift()?.resolve({ done: false, value });
    if (this.#waiting.length > 0) this.#feed.read(this);
  }

  end(failure?: Failure): void {
    const step = this.#waiting.shift();
    if (failure === undefined) step?.resolve(over);
    else step?.reject(failure.error);
    if (this.#waiting.length > 0) this.#feed.read(this);
  }
}

/** The same values as a feed, which is the source itself if it is one. */
export function toFeed<T>(source: AsyncIterable<T>): Feed<T> {
  return source instanceof Feed ? source : new IteratedFeed(source[Symbol.asyncIterator]());
}

class IteratedFeed<T> extends Feed<T> {
  readonly #values: AsyncIterator<T>;
  #reader: FeedReader<T> | undefined;

  constructor(values: AsyncIterator<T>) {
    super();
    this.#values = values;
  }

  read(reader: FeedReader<T>): void {
    this.#reader = reader;
    void this.#step(reader);
  }

  leave(): void {
    this.#values.return?.().catch(() => {}); // nobody waits for the source any more
    this.#take()?.end();
  }

  async #step(reader: FeedReader<T>): Promise<void> {
    let step: IteratorResult<T>;
    try {
      step = await this.#values.next();
    } catch (error) {
      if (this.#reader === reader) this.#take()?.end({ error });
      return;
    }
    if (this.#reader !== reader) return;
    if (step.done === true) this.#take()?.end();
    else this.#take()?.take(step.value);
  }

  #take(): FeedReader<T> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
