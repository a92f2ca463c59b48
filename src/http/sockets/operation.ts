import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
  type OperationTypeNode,
} from 'graphql';
import type { ExecutionResult, SubscribePayload } from 'graphql-ws';
import { isAsyncIterable, type YogaServerInstance } from 'graphql-yoga';
import type { ServerContext } from '../../operation/session.ts';

export type Yoga = YogaServerInstance<object, object>;

type Run = ReturnType<Yoga['getEnveloped']>['execute'];

export interface Phases {
  /** Yoga, for its phases: an operation on a socket passes the same ones as over HTTP. */
  readonly yoga: Yoga;
  /** What a client is told of an error: the one door out, as over HTTP. */
  readonly mask: (error: unknown) => GraphQLError;
  /** The text of the document that a request means, where it names one by id. */
  readonly toQuery: (request: SubscribePayload) => string;
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

interface Prepared {
  readonly args: ExecutionArgs;
  readonly run: Run;
}

/**
 * Runs one operation and tells its results. What it cannot pass is the answer to that operation
 * alone. Never rejects.
 *
 * @param context what the context is made from, beside the operation
 */
export async function runOperation(
  phases: Phases,
  operation: SocketOperation,
  context: ServerContext,
): Promise<void> {
  const { gone, tell } = operation;
  try {
    const prepared = await prepare(phases, operation, { ...context, client: { gone } });
    if (gone.aborted) return;
    if ('errors' in prepared) return await tell.error(prepared.errors.map(toMessage));
    const result: unknown = await prepared.run(prepared.args);
    if (isAsyncIterable<ExecutionResult>(result)) await tellStream(result, tell);
    else await tell.next(toPayload(result as ExecutionResult));
    await tell.complete();
  } catch (error) {
    await tell.error([toMessage(phases.mask(error))]);
  }
}

/** Takes an operation through parse, validate and context. */
async function prepare(
  { yoga, toQuery }: Phases,
  { payload, onKind }: SocketOperation,
  context: ServerContext,
): Promise<Prepared | { readonly errors: readonly GraphQLError[] }> {
  const { variables, operationName } = payload;
  const query = toQuery(payload);
  const params = { query, variables: variables ?? undefined, operationName };
  const enveloped = yoga.getEnveloped({ ...context, params });
  const document = enveloped.parse(query);
  const errors: readonly GraphQLError[] = enveloped.validate(enveloped.schema, document);
  if (errors.length > 0) return { errors };
  const kind = getOperationAST(document, operationName)?.operation;
  if (kind === undefined) throw unclearOperation;
  onKind(kind);
  const args = {
    schema: enveloped.schema,
    document,
    operationName,
    variableValues: variables,
    contextValue: await enveloped.contextFactory(),
  };
  return { args, run: kind === 'subscription' ? enveloped.subscribe : enveloped.execute };
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

/** In the words that Yoga uses over HTTP. The name that was sent is not repeated. */
const unclearOperation = new GraphQLError('Could not determine what operation to execute.');

/** The `http` extension speaks to Yoga's HTTP side and means nothing here. */
export function toMessage(error: GraphQLError) {
  const { extensions, ...message } = error.toJSON();
  const { http: _http, ...told } = extensions ?? {};
  return { ...message, extensions: told };
}

function toPayload({ errors, ...result }: ExecutionResult): FormattedExecutionResult {
  return { ...(result as object), ...(errors && { errors: errors.map(toMessage) }) };
}
