import { type Failure, Feed, type FeedReader } from '../feed.ts';

type Ending = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly failure: Failure };

const done: Ending = { kind: 'done' };

/** The values for one watcher. Only the latest unread value is kept, not a queue. */
export class LatestValue<T> extends Feed<T> {
  readonly #onLeave: (self: LatestValue<T>) => void;
  #unread: { readonly value: T } | undefined;
  #ending: Ending | undefined;
  #reader: FeedReader<T> | undefined;

  /** @param onLeave called once, when the reader leaves; not when `end` or `fail` ends the feed */
  constructor(onLeave: (self: LatestValue<T>) => void) {
    super();
    this.#onLeave = onLeave;
  }

  /** Replaces a value that was not read yet. */
  put(value: T): void {
    if (this.#ending !== undefined) return;
    if (this.#reader === undefined) this.#unread = { value };
    else this.#takeReader()?.take(value);
  }

  /** Ends the feed once the last value has been read. */
  end(): void {
    this.#finish(done);
  }

  /** Ends the feed with an error once the last value has been read. */
  fail(error: unknown): void {
    this.#finish({ kind: 'failed', failure: { error } });
  }

  override read(reader: FeedReader<T>): void {
    this.#reader = reader;
    if (this.#unread !== undefined) {
      const { value } = this.#unread;
      this.#unread = undefined;
      this.#takeReader()?.take(value);
    } else if (this.#ending !== undefined) this.#tellEnd(this.#ending);
  }

  override leave(): void {
    const hasLeft = this.#ending === undefined;
    this.#unread = undefined;
    this.#ending = done;
    this.#takeReader()?.end();
    if (hasLeft) this.#onLeave(this);
  }

  #finish(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    // A reader only waits when every value has been read.
    if (this.#reader !== undefined) this.#tellEnd(ending);
  }

  /** A failure is reported once. */
  #tellEnd(ending: Ending): void {
    this.#ending = done;
    this.#takeReader()?.end(ending.kind === 'failed' ? ending.failure : undefined);
  }

  #takeReader(): FeedReader<T> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
