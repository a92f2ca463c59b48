import type { ExecutionResult, GraphQLError } from 'graphql';
import { type Failure, Feed, type FeedReader } from '../feed.ts';
import type { Mask } from './errors/masking.ts';
import { errorsOf, type Part, type WithErrors } from './part-errors.ts';
import type { PartsFormat } from './rules/response-form.ts';

/**
 * The parts of one response as a client should see them, with masked errors. A response that cannot
 * be completed ends with a part that tells its error: this feed itself never fails.
 */
export class PartResults extends Feed<ExecutionResult> implements FeedReader<ExecutionResult> {
  readonly #parts: Feed<ExecutionResult>;
  readonly #mask: Mask;
  readonly #format: PartsFormat;
  /** The ids of the work that the client waits for. */
  readonly #pending = new Set<string>();
  #reader: FeedReader<ExecutionResult> | undefined;

  constructor(parts: Feed<ExecutionResult>, mask: Mask, format: PartsFormat) {
    super();
    this.#parts = parts;
    this.#mask = mask;
    this.#format = format;
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    this.#reader = reader;
    this.#parts.read(this);
  }

  override leave(): void {
    this.#parts.leave();
  }

  take(result: ExecutionResult): void {
    const part: Part = result;
    for (const { id } of part.pending ?? []) this.#pending.add(id);
    for (const { id } of part.completed ?? []) this.#pending.delete(id);
    this.#takeReader()?.take(this.#masked(part));
  }

  end(failure?: Failure): void {
    const reader = this.#takeReader();
    if (failure === undefined) reader?.end();
    else reader?.take(this.#toLast(this.#mask.error(failure.error)));
  }

  #masked(part: Part): Part {
    const { incremental, completed } = part;
    if (errorsOf(part).length === 0) return part;
    return {
      ...this.#mask.result(part),
      ...(incremental && { incremental: incremental.map((each) => this.#maskedWithin(each)) }),
      ...(completed && { completed: completed.map((each) => this.#maskedWithin(each)) }),
    };
  }

  #maskedWithin<T extends WithErrors>(each: T): T {
    const { errors } = each;
    if (errors === undefined) return each;
    return { ...each, errors: this.#mask.result({ errors }).errors ?? [] };
  }

  /** Each work that the client waits for fails with the error. */
  #toLast(error: GraphQLError): Part {
    const errors = [error];
    if (this.#format === '20220824') return { errors, hasNext: false };
    return { completed: [...this.#pending].map((id) => ({ id, errors })), hasNext: false };
  }

  #takeReader(): FeedReader<ExecutionResult> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
