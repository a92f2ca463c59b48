import type { ExecutionResult, OperationTypeNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Departure } from '../../departure.ts';
import type { Feed } from '../../feed.ts';
import type { Mask } from '../../operation/errors/masking.ts';
import type { Pipeline } from '../../operation/pipeline.ts';
import { Refused } from '../../operation/refused.ts';
import { OperationNotes, type OperationRequest } from '../../operation/request.ts';
import { estimateJsonBytes } from '../../operation/rules/memory.ts';
import { isStream } from '../../operation/stream.ts';
import { Secret } from '../../secret.ts';
import { Stop } from '../../stop.ts';

export interface OperationTools {
  readonly pipeline: Pipeline;
  /** Masks every error, as over HTTP. */
  readonly mask: Mask;
}

/** One operation of a client, from its message to its last result. */
export interface SocketOperation {
  readonly payload: SubscribePayload;
  /** Aborted when the client has completed the operation or has disconnected. */
  readonly gone: Departure;
  readonly emit: Emit;
  /**
   * Called with the kind of the operation before anything is awaited; not called for a document
   * that cannot be read.
   */
  readonly onKind: (kind: OperationTypeNode) => void;
}

/**
 * The messages of an operation. After the operation has been aborted they are not sent. Each
 * promise settles when its message has been sent or never will be.
 */
export interface Emit {
  /** Errors in the payload are serialised by their `toJSON`. */
  readonly next: (payload: object) => Promise<void>;
  /** The operation sends nothing after this. */
  readonly error: (payload: readonly object[]) => Promise<void>;
  /** The operation sends nothing after this. */
  readonly complete: () => Promise<void>;
}

/** The caller on the socket. */
export type SocketCaller = Pick<OperationRequest, 'session' | 'authorization' | 'findNetwork'>;

/**
 * Runs one operation and sends its result, or returns the results of a stream. A refusal ends only
 * this operation. The promise never rejects.
 */
export async function runOperation(
  { pipeline, mask }: OperationTools,
  { payload, gone, emit, onKind }: SocketOperation,
  caller: SocketCaller,
): Promise<Feed<ExecutionResult> | void> {
  const refuse = ({ result: { errors = [] } }: Refused) =>
    emit.error(errors.map((error) => error.toJSON()));
  try {
    const request = toRequest(payload, gone, caller);
    const operation = pipeline.prepare(request);
    if (operation instanceof Refused) return await refuse(operation);
    onKind(operation.kind);
    const result = await pipeline.run(operation, request);
    if (result instanceof Refused) return await refuse(result);
    if (isStream(result)) {
      forgetContent(request);
      return result;
    }
    await emit.next(result);
    await emit.complete();
  } catch (error) {
    await emit.error([mask.error(error).toJSON()]);
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function toRequest(
  payload: SubscribePayload,
  gone: Departure,
  caller: SocketCaller,
): Mutable<OperationRequest> {
  const { variables, operationName, ...document } = payload;
  return {
    transport: 'websocket',
    document,
    operationName,
    variables: new Secret(variables ?? {}),
    memoryBytes: estimateJsonBytes(payload),
    isSafe: false,
    readable,
    client: { gone, leavesStreams: true },
    ...caller,
    notes: new OperationNotes(),
  };
}

const readable = { result: true, stream: true };
const nothing: Pick<OperationRequest, 'document' | 'variables' | 'client' | 'authorization'> = {
  document: {},
  variables: new Secret({}),
  client: { gone: new Stop(), leavesStreams: true },
  authorization: undefined,
};

/** A stream needs its request as an identity only. There may be many, each for a long time. */
function forgetContent(request: Mutable<OperationRequest>): void {
  Object.assign(request, nothing);
}
