import { createHash } from 'node:crypto';
import { type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import { type Explanation, toExplanation } from '../explanation.ts';
import { type Failure, Feed, type FeedReader } from '../feed.ts';
import type { PreparedOperation } from '../operation/documents/prepare.ts';
import { errorsOf } from '../operation/part-errors.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refused } from '../operation/refused.ts';
import type { CallerKind, OperationRequest } from '../operation/request.ts';
import { toText } from '../operation/result-text.ts';
import { isStream } from '../operation/stream.ts';

/** One operation, reported at its end: after its response, or when its stream was closed. */
export interface OperationEvent {
  /** Null for an anonymous operation, and for a name longer than 64 characters. */
  readonly name: string | null;
  /** Null if the document could not be parsed, or if it is unclear which operation was selected. */
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  readonly transport: 'http' | 'sse' | 'multipart' | 'websocket';
  /** The first 16 hex digits of the SHA-256 of the document's text. */
  readonly documentHash: string | null;
  /** Null if the operation was refused before its caller was known. */
  readonly caller: CallerKind | null;
  readonly durationMs: number;
  /** The number of results: 1, or the number of events of a stream. */
  readonly results: number;
  /**
   * The bytes of the results as JSON in UTF-8. Framing does not count: heads, boundaries of parts,
   * fields of events, envelopes of messages.
   */
  readonly responseBytes: number;
  /** The distinct `extensions.code` of the errors in the results; empty if there were no errors. */
  readonly codes: readonly string[];
  /** The number of calls to MX, if the gateway counts them. */
  readonly upstreamCalls: number | undefined;
  /** What a slow query or mutation read from MX; undefined for one that is not slow. */
  readonly slow?: Explanation | undefined;
  /** The name is OpenTelemetry's. Undefined without traces. */
  readonly trace_id?: string | undefined;
}

export interface OperationEventOptions {
  readonly onOperation: (event: OperationEvent) => void;
  /** Called when a stream starts or ends. */
  readonly onStreams?: ((change: 1 | -1) => void) | undefined;
  /** A query or a mutation that takes this time is slow; by default none is. */
  readonly slowMs?: number | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/**
 * A pipeline that reports every operation that it ran or refused. An event only contains names,
 * kinds and codes: no variable, no argument and no text of the document.
 */
export function observeOperations(pipeline: Pipeline, options: OperationEventOptions): Pipeline {
  const { onOperation, onStreams = () => {}, slowMs = Infinity } = options;
  const { now = () => performance.now() } = options;

  function report({ request, operation, results, responseBytes, codes }: Followed): void {
    const { transport, notes } = request;
    const { name, type, documentHash } = toNamed(operation, request);
    const { startedAt = now(), tally, caller = null, trace } = notes;
    const endedAt = now();
    const upstreamCalls = tally?.calls();
    const isSlow = endedAt - startedAt >= slowMs && type !== 'subscription';
    const origin = performance.timeOrigin;
    const span = { startedAt: origin + startedAt, endedAt: origin + endedAt };
    const event: OperationEvent = {
      name,
      type,
      transport: type === 'subscription' && transport === 'http' ? toStreamed(request) : transport,
      documentHash,
      caller,
      durationMs: Math.round((endedAt - startedAt) * 10) / 10,
      results,
      responseBytes,
      codes,
      upstreamCalls,
      ...(isSlow && {
        slow: toExplanation(tally?.ledger(), { ...span, upstreamCalls: upstreamCalls ?? 0 }),
      }),
      ...(trace !== undefined && { trace_id: trace.traceId }),
    };
    onOperation(event);
    trace?.ended(event);
  }

  function reportOne(
    request: OperationRequest,
    operation: Followed['operation'],
    result: ExecutionResult,
  ): void {
    const { bytes } = toText(result);
    const codes = distinct(readCodes(result));
    report({ request, operation, results: 1, responseBytes: bytes, codes });
  }

  function reportEnd(followed: Followed): void {
    if (isSubscription(followed.operation)) onStreams(-1);
    report(followed);
  }

  return {
    prepare(request) {
      request.notes.startedAt = now();
      const operation = pipeline.prepare(request);
      if (operation instanceof Refused) reportOne(request, operation, operation.result);
      return operation;
    },

    async run(operation, request) {
      const result = await pipeline.run(operation, request);
      if (result instanceof Refused) reportOne(request, operation, result.result);
      else if (isStream(result)) {
        if (isSubscription(operation)) onStreams(1);
        request.notes.trace?.streamed(toNamed(operation, request));
        return new FollowedFeed(result, { request, operation }, reportEnd);
      } else reportOne(request, operation, result);
      return result;
    },
  };
}

/** The transport of a subscription over HTTP. */
function toStreamed({ client }: OperationRequest): 'sse' | 'multipart' {
  return client.isTold === true ? 'multipart' : 'sse';
}

type Named = Pick<OperationEvent, 'name' | 'type' | 'documentHash'>;

/** An operation that has not been reported. */
interface Followed {
  readonly request: OperationRequest;
  readonly operation: PreparedOperation | Refused;
  readonly results: number;
  readonly responseBytes: number;
  /** The distinct codes. */
  readonly codes: readonly string[];
}

function distinct(codes: readonly string[]): readonly string[] {
  return codes.length > 1 ? [...new Set(codes)] : codes;
}

const NO_CODES: readonly string[] = [];

/** A stream is reported once: when it is over, or closed by its reader. */
class FollowedFeed extends Feed<ExecutionResult> implements FeedReader<ExecutionResult>, Followed {
  readonly request: OperationRequest;
  readonly operation: PreparedOperation | Refused;
  results = 0;
  responseBytes = 0;
  codes = NO_CODES;
  readonly #stream: Feed<ExecutionResult>;
  readonly #report: (followed: Followed) => void;
  #isReported = false;
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
  }

  override read(reader: FeedReader<ExecutionResult>): void {
    this.#reader = reader;
    this.#stream.read(this);
  }

  override leave(): void {
    this.#reportOnce();
    this.#stream.leave();
  }

  take(result: ExecutionResult): void {
    if (!this.#isReported) {
      this.results += 1;
      this.responseBytes += toText(result).bytes;
      const codes = readCodes(result);
      this.request.notes.trace?.sent(codes);
      if (codes.length > 0) this.codes = distinct([...this.codes, ...codes]);
    }
    this.#reader?.take(result);
  }

  end(failure?: Failure): void {
    this.#reportOnce();
    this.#reader?.end(failure);
  }

  #reportOnce(): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#report(this);
  }
}

function toNamed(operation: Followed['operation'], request: OperationRequest): Named {
  if (operation instanceof Refused) return toRefused(operation, request);
  const { definition, kind, documentHash } = operation;
  return { name: toName(definition), type: kind, documentHash };
}

function toRefused({ refusal: { document } }: Refused, request: OperationRequest): Named {
  const operation = findOperation(document, request.operationName);
  const { query } = request.document;
  return {
    name: toName(operation),
    type: operation?.operation ?? null,
    documentHash: typeof query === 'string' ? hash(query) : null,
  };
}

const MAX_NAME = 64;

/** Clients choose names of any length. */
function toName(operation: OperationDefinitionNode | undefined): string | null {
  const name = operation?.name?.value ?? null;
  return name !== null && name.length <= MAX_NAME ? name : null;
}

function findOperation(document: DocumentNode | undefined, named?: string | null) {
  const operations = (document?.definitions ?? []).filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === 'OperationDefinition',
  );
  if (!named) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ name }) => name?.value === named);
}

/** False for a response in parts, which ends by itself. */
function isSubscription(operation: Followed['operation']): boolean {
  return !(operation instanceof Refused) && operation.kind === 'subscription';
}

function readCodes(result: ExecutionResult): readonly string[] {
  const errors = errorsOf(result);
  if (errors.length === 0) return NO_CODES;
  return errors.map(({ extensions: { code } }) => (typeof code === 'string' ? code : 'INTERNAL'));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
