import { createHash } from 'node:crypto';
import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { type Explanation, toExplanation } from '../explanation.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refused } from '../operation/refused.ts';
import type { CallerKind, OperationRequest } from '../operation/request.ts';
import { toText } from '../operation/result-text.ts';
import { isStream } from '../operation/stream.ts';
import { type Followed, FollowedFeed, readCodes } from './followed-feed.ts';
import { enderOf, type StreamEnd, type StreamEnder } from './stream-end.ts';

/** A stream of a subscription, reported at its start. */
export interface StreamEvent {
  /** Null for an anonymous operation, and for a name longer than 64 characters. */
  readonly name: string | null;
  /** Null if the document could not be parsed, or if it is unclear which operation was selected. */
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  readonly transport: 'http' | 'sse' | 'multipart' | 'websocket';
  /** The first 16 hex digits of the SHA-256 of the document's text. */
  readonly documentHash: string | null;
  /** Null if the operation was refused before its caller was known. */
  readonly caller: CallerKind | null;
  /** The name is OpenTelemetry's. Undefined without traces. */
  readonly trace_id?: string | undefined;
}

/** One operation, reported at its end: after its response, or when its stream was closed. */
export interface OperationEvent extends StreamEvent {
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
  /** How a stream has ended, and who has ended it; undefined for a single result. */
  readonly ended?: StreamEnd | undefined;
  readonly endedBy?: StreamEnder | undefined;
  /** What a slow query or mutation read from MX; undefined for one that is not slow. */
  readonly slow?: Explanation | undefined;
}

export interface OperationEventOptions {
  readonly onOperation: (event: OperationEvent) => void;
  /** Called when a stream starts, with what its operation will be reported with. */
  readonly onStream?: ((event: StreamEvent) => void) | undefined;
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
  const { onOperation, onStream = () => {}, onStreams = () => {} } = options;
  const { slowMs = Infinity, now = () => performance.now() } = options;

  function report({ request, operation, results, responseBytes, codes, ended }: Followed): void {
    const { startedAt = now(), tally, trace } = request.notes;
    const start = toStart(operation, request, ended !== undefined);
    const endedAt = now();
    const upstreamCalls = tally?.calls();
    const isSlow = endedAt - startedAt >= slowMs && start.type !== 'subscription';
    const origin = performance.timeOrigin;
    const span = { startedAt: origin + startedAt, endedAt: origin + endedAt };
    const event: OperationEvent = {
      ...start,
      durationMs: Math.round((endedAt - startedAt) * 10) / 10,
      results,
      responseBytes,
      codes,
      upstreamCalls,
      ...(ended !== undefined && { ended, endedBy: enderOf(ended) }),
      ...(isSlow && {
        slow: toExplanation(tally?.ledger(), { ...span, upstreamCalls: upstreamCalls ?? 0 }),
      }),
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
    const codes = readCodes(result);
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
        const start = toStart(operation, request, true);
        request.notes.trace?.streamed(start);
        if (isSubscription(operation)) {
          onStreams(1);
          onStream(start);
        }
        return new FollowedFeed(result, { request, operation }, reportEnd);
      } else reportOne(request, operation, result);
      return result;
    },
  };
}

/** What is known of an operation from its start. */
function toStart(
  operation: Followed['operation'],
  request: OperationRequest,
  hasStream: boolean,
): StreamEvent {
  const { caller = null, trace } = request.notes;
  const named = toNamed(operation, request);
  return {
    ...named,
    transport: toTransport(request, named.type, hasStream),
    caller,
    ...(trace !== undefined && { trace_id: trace.traceId }),
  };
}

function toTransport(
  { transport, client }: OperationRequest,
  type: StreamEvent['type'],
  hasStream: boolean,
): StreamEvent['transport'] {
  if (transport !== 'http') return transport;
  if (type === 'subscription') return client.isTold === true ? 'multipart' : 'sse';
  return hasStream ? 'multipart' : 'http';
}

type Named = Pick<StreamEvent, 'name' | 'type' | 'documentHash'>;

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

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
