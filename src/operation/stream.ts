import { hash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { type Failure, Feed, type FeedReader } from '../feed.ts';
import { toText } from './result-text.ts';

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
  const print = hash('sha256', toText(result).text, 'base64');
  prints.set(result, print);
  return print;
}

/** True for a stream of results. */
export function isStream<T>(result: object | AsyncIterable<T>): result is AsyncIterable<T> {
  return Symbol.asyncIterator in result;
}

export interface LiveOptions {
  readonly mask: (result: ExecutionResult) => ExecutionResult;
  /** The result that a client gets when a stream has failed. */
  readonly toResult: (error: unknown) => ExecutionResult;
  /** True if a result that equals the previous result is sent, too. Defaults to false. */
  readonly everyEventCounts?: boolean;
}

/**
 * The results of one subscription as a client should see them. A result that equals the previous
 * result is omitted, unless every event counts. A source that fails ends the stream with its error as
 * the last result, because the transports do not mask errors: this feed itself never fails.
 *
 * The stream never outlives its lease, because a client may disconnect before anything has read the
 * stream.
 */
export class LiveResults extends Feed<ExecutionResult> implements FeedReader<ExecutionResult> {
  readonly #results: Feed<ExecutionResult>;
  readonly #options: LiveOptions;
  readonly #lease: Lease;
  #reader: FeedReader<ExecutionResult> | undefined;
  #last: string | undefined;
  #isOver = false;
  /** The failure that has ended the lease, until the client has been told. */
  #failure: Failure | undefined;

  constructor(results: Feed<ExecutionResult>, lease: Lease, options: LiveOptions) {
    super();
    this.#results = results;
    this.#options = options;
    this.#lease = lease;
    lease.onEnd((error) => this.#lose(error));
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    this.#reader = reader;
    if (this.#isOver) this.#tellEnd();
    else if (this.#failure !== undefined) this.#tellFailure(this.#failure);
    else this.#results.read(this);
  }

  override leave(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#lease.release();
      this.#results.leave();
    }
    this.#tellEnd();
  }

  take(result: ExecutionResult): void {
    let masked: ExecutionResult | undefined;
    try {
      masked = this.#maskNew(result);
    } catch (error) {
      return this.end({ error });
    }
    if (masked === undefined) this.#results.read(this);
    else this.#takeReader()?.take(masked);
  }

  end(failure = this.#failure): void {
    if (this.#isOver || failure === undefined) this.leave();
    else this.#tellFailure(failure);
  }

  /** Undefined for a result that the client has already. */
  #maskNew(result: ExecutionResult): ExecutionResult | undefined {
    const { mask, everyEventCounts = false } = this.#options;
    if (!everyEventCounts) {
      const print = printOf(result);
      if (print === this.#last) return undefined;
      this.#last = print;
    }
    return mask(result);
  }

  #lose(error: unknown): void {
    if (error === undefined) return this.leave();
    this.#failure = { error };
    this.#lease.release();
    this.#results.leave();
  }

  /** The last result. Without a reader, the next read gets it. */
  #tellFailure(failure: Failure): void {
    const reader = this.#takeReader();
    this.leave();
    reader?.take(this.#options.toResult(failure.error));
  }

  #tellEnd(): void {
    this.#takeReader()?.end();
  }

  #takeReader(): FeedReader<ExecutionResult> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
