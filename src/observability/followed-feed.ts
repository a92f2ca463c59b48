import type { ExecutionResult } from 'graphql';
import type { Departure } from '../departure.ts';
import { type Failure, Feed, type FeedReader } from '../feed.ts';
import type { PreparedOperation } from '../operation/documents/prepare.ts';
import { errorsOf, type Part } from '../operation/part-errors.ts';
import type { Refused } from '../operation/refused.ts';
import type { OperationRequest } from '../operation/request.ts';
import { toText } from '../operation/result-text.ts';
import { type StreamEnd, toLeaving } from './stream-end.ts';

/** An operation that is over, or was refused, and has not been reported. */
export interface Followed {
  readonly request: OperationRequest;
  readonly operation: PreparedOperation | Refused;
  readonly results: number;
  readonly responseBytes: number;
  /** The distinct codes. */
  readonly codes: readonly string[];
  /** Undefined for a single result. */
  readonly ended?: StreamEnd | undefined;
}

/** A stream is reported once: when it is over, or closed by its reader. */
export class FollowedFeed
  extends Feed<ExecutionResult>
  implements FeedReader<ExecutionResult>, Followed
{
  readonly request: OperationRequest;
  readonly operation: PreparedOperation | Refused;
  results = 0;
  responseBytes = 0;
  codes = NO_CODES;
  ended: StreamEnd | undefined;
  readonly #stream: Feed<ExecutionResult>;
  readonly #report: (followed: Followed) => void;
  /** Transports forget the client of a request whose stream has begun. */
  readonly #client: Departure;
  #hasFailed = false;
  #reader: FeedReader<ExecutionResult> | undefined;

  constructor(
    stream: Feed<ExecutionResult>,
    { request, operation }: Pick<Followed, 'request' | 'operation'>,
    report: (followed: Followed) => void,
  ) {
    super();
    this.request = request;
    this.operation = operation;
    this.#stream = stream;
    this.#report = report;
    this.#client = request.client.gone;
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    this.#reader = reader;
    this.#stream.read(this);
  }

  override leave(): void {
    this.#reportOnce('client-closed');
    this.#stream.leave();
  }

  take(result: ExecutionResult): void {
    if (this.ended === undefined) {
      this.results += 1;
      this.responseBytes += toText(result).bytes;
      const codes = readCodes(result);
      this.request.notes.trace?.sent(codes);
      if (codes.length > 0) this.codes = distinct([...this.codes, ...codes]);
      this.#hasFailed = isFailure(result);
    }
    this.#reader?.take(result);
  }

  end(failure?: Failure): void {
    this.#reportOnce('completed');
    this.#reader?.end(failure);
  }

  #reportOnce(otherwise: StreamEnd): void {
    if (this.ended !== undefined) return;
    const { ended = toLeaving(this.#client.reason) } = this.request.notes;
    this.ended = ended ?? (this.#hasFailed ? 'failed' : otherwise);
    this.#report(this);
  }
}

/** The last result of a stream that fails has no data. Parts have none either. */
function isFailure({ data, hasNext }: Part): boolean {
  return data === undefined && hasNext === undefined;
}

const NO_CODES: readonly string[] = [];

/** The distinct codes of the errors in a result. */
export function readCodes(result: ExecutionResult): readonly string[] {
  const errors = errorsOf(result);
  if (errors.length === 0) return NO_CODES;
  return distinct(
    errors.map(({ extensions: { code } }) => (typeof code === 'string' ? code : 'INTERNAL')),
  );
}

function distinct(codes: readonly string[]): readonly string[] {
  return codes.length > 1 ? [...new Set(codes)] : codes;
}
