import type { ExecutionResult } from 'graphql';
import { Feed, type FeedReader } from '../../../feed.ts';
import type { IncrementalResults } from './incremental-executors.ts';

export interface PartFeedOptions {
  /** The reason for which the response cannot be completed; undefined if it can. */
  readonly findFailure: () => unknown;
  /** Adds to the last part what is known at the end. */
  readonly complete: (last: ExecutionResult) => ExecutionResult;
  /** Called once, when no part follows. */
  readonly onEnd: () => void;
}

/** The parts of one response. It fails with the error of a response that cannot be completed. */
export class PartFeed extends Feed<ExecutionResult> {
  readonly #rest: IncrementalResults['subsequentResults'];
  readonly #options: PartFeedOptions;
  #first: ExecutionResult | undefined;
  #reader: FeedReader<ExecutionResult> | undefined;
  #isOver = false;

  constructor({ initialResult, subsequentResults }: IncrementalResults, options: PartFeedOptions) {
    super();
    this.#first = initialResult;
    this.#rest = subsequentResults;
    this.#options = options;
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    if (this.#isOver) return reader.end();
    this.#reader = reader;
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return this.#takeReader()?.take(first);
    this.#rest.next().then(
      (step) => this.#go(step),
      (error: unknown) => this.#fail(error),
    );
  }

  override leave(): void {
    this.#stop();
    this.#takeReader()?.end();
  }

  #go({ done, value }: IteratorResult<object, void>): void {
    if (this.#isOver) return this.leave();
    const failure = this.#options.findFailure();
    if (failure !== undefined) return this.#fail(failure);
    if (done === true || value === undefined) return this.leave();
    const reader = this.#takeReader();
    const part = value as ExecutionResult & { readonly hasNext?: boolean };
    if (part.hasNext !== false) return reader?.take(part);
    this.#stop();
    reader?.take(this.#options.complete(part));
  }

  #fail(error: unknown): void {
    const reader = this.#takeReader();
    this.#stop();
    reader?.end({ error });
  }

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#rest.return().catch(() => {});
    this.#options.onEnd();
  }

  #takeReader(): FeedReader<ExecutionResult> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
