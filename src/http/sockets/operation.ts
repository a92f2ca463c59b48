import type { ExecutionResult, FormattedExecutionResult, OperationTypeNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Mask } from '../../operation/errors/masking.ts';
import type { Pipeline } from '../../operation/pipeline.ts';
import { Refusal } from '../../operation/refusal.ts';
import type { OperationRequest } from '../../operation/request.ts';
import { estimateJsonBytes } from '../../operation/rules/memory.ts';
import { isStream } from '../../operation/stream.ts';
import { Secret } from '../../secret.ts';

export interface OperationTools {
  readonly pipeline: Pipeline;
  /** The one door out, as over HTTP. */
  readonly mask: Mask;
}

/** One operation of a client, from its message to its last result. */
export interface SocketOperation {
  readonly payload: SubscribePayload;
  /** Aborted when its client wants nothing more of it, or has gone. */
  readonly gone: AbortSignal;
  readonly tell: Tell;
  /** Told of its kind before anything is waited for; not called for one that cannot be read. */
  readonly onKind: (kind: OperationTypeNode) => void;
}

/** What an operation may say; nothing once it has gone. Each settles when it was sent or never will be. */
export interface Tell {
  /** Settles when there is room for more. */
  readonly room: () => Promise<void>;
  readonly next: (payload: object) => Promise<void>;
  /** The last word. */
  readonly error: (payload: readonly object[]) => Promise<void>;
  /** The last word. */
  readonly complete: () => Promise<void>;
}

/** Who speaks on the socket. */
export type SocketCaller = Pick<OperationRequest, 'session' | 'authorization' | 'findNetwork'>;

/**
 * Runs one operation and tells its results. What is refused is the answer to that operation alone.
 * Never rejects.
 */
export async function runOperation(
  { pipeline, mask }: OperationTools,
  { payload, gone, tell, onKind }: SocketOperation,
  caller: SocketCaller,
): Promise<void> {
  const refuse = (refusal: Refusal) =>
    tell.error(mask.refusal(refusal).map((error) => error.toJSON()));
  try {
    const request = toRequest(payload, gone, caller);
    const operation = pipeline.prepare(request);
    if (operation instanceof Refusal) return await refuse(operation);
    onKind(operation.kind);
    const result = await pipeline.run(operation, request);
    if (result instanceof Refusal) return await refuse(result);
    if (isStream(result)) await tellStream(result, tell);
    else await tell.next(toPayload(result));
    await tell.complete();
  } catch (error) {
    await tell.error([mask.error(error).toJSON()]);
  }
}

function toRequest(
  payload: SubscribePayload,
  gone: AbortSignal,
  caller: SocketCaller,
): OperationRequest {
  const { variables, operationName, ...document } = payload;
  return {
    transport: 'websocket',
    document,
    operationName,
    variables: new Secret(variables ?? {}),
    memoryBytes: estimateJsonBytes(payload),
    isSafe: false,
    readable: { result: true, stream: true },
    client: { gone },
    ...caller,
  };
}

/** A slow reader gets the latest: what it cannot take yet is not made. */
async function tellStream(results: AsyncIterable<ExecutionResult>, tell: Tell): Promise<void> {
  const iterator = results[Symbol.asyncIterator]();
  try {
    for (;;) {
      await tell.room();
      const { done, value } = await iterator.next();
      if (done === true) return;
      await tell.next(toPayload(value));
    }
  } finally {
    await iterator.return?.();
  }
}

function toPayload({ errors, ...result }: ExecutionResult): FormattedExecutionResult {
  return { ...(result as object), ...(errors && { errors: errors.map((each) => each.toJSON()) }) };
}
