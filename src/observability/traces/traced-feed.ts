import type { ExecutionResult } from 'graphql';
import { type Failure, Feed, type FeedReader } from '../../feed.ts';

export interface EventListener {
  /** Passes a result, or the end of the stream with its failure, to the client. */
  deliver(result: ExecutionResult | undefined, pass: () => void): void;
}

/** The results of a subscription's source, each of which is passed on by a listener. */
export class TracedFeed extends Feed<ExecutionResult> implements FeedReader<ExecutionResult> {
  readonly #results: Feed<ExecutionResult>;
  readonly #listener: EventListener;
  #reader: FeedReader<ExecutionResult> | undefined;

  constructor(results: Feed<ExecutionResult>, listener: EventListener) {
    super();
    this.#results = results;
    this.#listener = listener;
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    this.#reader = reader;
    this.#results.read(this);
  }

  override leave(): void {
    this.#results.leave();
  }

  take(result: ExecutionResult): void {
    const reader = this.#reader;
    this.#listener.deliver(result, () => reader?.take(result));
  }

  end(failure?: Failure): void {
    const reader = this.#reader;
    if (failure === undefined) reader?.end();
    else this.#listener.deliver(undefined, () => reader?.end(failure));
  }
}
