import type { ExecutionResult } from 'graphql';
import { type Failure, Feed, type FeedReader } from '../../feed.ts';
import type { OperationBudget } from '../rules/operation-budget.ts';

/** The results of one watcher's events. */
export interface EventResults {
  /** Calls the reader once, with the result of the event or with an `EventFailure`. */
  readonly ask: (event: unknown, reader: FeedReader<ExecutionResult>) => void;
  /**
   * Call this when the watcher has left. A reader that waits is told the end. A second call has no
   * effect.
   */
  readonly leave: () => void;
}

/** The results of a source, one for each event. */
export class ResultFeed extends Feed<ExecutionResult> implements FeedReader<ExecutionResult> {
  readonly #events: Feed<unknown>;
  readonly #results: EventResults;
  readonly #budget: Pick<OperationBudget, 'end'>;
  readonly #asker: Asker;
  #reader: FeedReader<ExecutionResult> | undefined;
  #isOver = false;

  /** @param budget ends with the feed */
  constructor(events: Feed<unknown>, results: EventResults, budget: Pick<OperationBudget, 'end'>) {
    super();
    this.#events = events;
    this.#results = results;
    this.#budget = budget;
    this.#asker = new Asker(results, this);
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    if (this.#isOver) return reader.end();
    this.#reader = reader;
    this.#events.read(this.#asker);
  }

  override leave(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      // This settles a pending read, wherever it waits.
      this.#results.leave();
      this.#events.leave();
      this.#budget.end();
    }
    this.#takeReader()?.end();
  }

  take(result: ExecutionResult): void {
    this.#takeReader()?.take(result);
  }

  end(failure?: Failure): void {
    const reader = this.#takeReader();
    this.leave();
    reader?.end(failure);
  }

  #takeReader(): FeedReader<ExecutionResult> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}

/** Asks for the result of each event. */
class Asker implements FeedReader<unknown> {
  readonly #results: EventResults;
  readonly #reader: FeedReader<ExecutionResult>;

  constructor(results: EventResults, reader: FeedReader<ExecutionResult>) {
    this.#results = results;
    this.#reader = reader;
  }

  take(event: unknown): void {
    this.#results.ask(event, this.#reader);
  }

  end(failure?: Failure): void {
    this.#reader.end(failure);
  }
}
