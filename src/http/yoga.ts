import type { IncomingMessage } from 'node:http';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createYoga, type GraphQLParams, type Plugin } from 'graphql-yoga';
import type { DocumentParams } from '../operation/documents/known-documents.ts';
import type { Mask } from '../operation/errors/masking.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refusal } from '../operation/refusal.ts';
import { Refused } from '../operation/refused.ts';
import { OperationNotes, type OperationRequest } from '../operation/request.ts';
import { toText } from '../operation/result-text.ts';
import { estimateJsonBytes } from '../operation/rules/memory.ts';
import { isStream } from '../operation/stream.ts';
import { toTraceHeaders } from '../operation/trace.ts';
import { Secret } from '../secret.ts';
import { readAccept } from './accept-header.ts';
import { nearNetworkOf, type NetworkOf } from './client-address.ts';
import { toClient } from './client.ts';
import type { Handler } from './routes.ts';
import { toStatus } from './status.ts';

export interface YogaOptions {
  readonly pipeline: Pipeline;
  readonly mask: Mask;
  /** Defaults to the networks behind near proxies. */
  readonly networkOf?: NetworkOf;
}

/** The context that the server passes to Yoga, in addition to what Yoga adds. */
interface ServerContext extends Pick<OperationRequest, 'client' | 'findNetwork'> {
  /** `body` is the parsed JSON of a POST. */
  readonly req: IncomingMessage & { readonly body?: object };
}

/**
 * GraphQL over HTTP, from the parameters of a request to the bytes of its response: GET, POST, SSE
 * and content negotiation. Yoga reads requests and writes responses; the pipeline decides what an
 * operation is and what it may do. Only this file depends on Yoga.
 */
export function createYogaHandler(options: YogaOptions): Handler {
  const { pipeline, mask, networkOf = nearNetworkOf } = options;
  const yoga = createYoga<ServerContext, object>({
    plugins: [usePipeline(pipeline)],
    extraParamNames: ['documentId', 'doc_id', 'id'],
    maskedErrors: { maskError: (error) => toYogaError(mask.error(fromYogaError(error))) },
    parserAndValidationCache: false,
    logging: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
  });
  return (request, response) => {
    const findNetwork = () => networkOf(request);
    return yoga(request, response, { client: toClient(response), findNetwork });
  };
}

/** Yoga's own parse, validate, context and execute are never reached. */
function usePipeline(pipeline: Pipeline): Plugin<object, ServerContext> {
  async function answer(request: OperationRequest) {
    const operation = pipeline.prepare(request);
    if (operation instanceof Refused) return toYogaResult(operation.result);
    const result = await pipeline.run(operation, request);
    if (result instanceof Refused) return toYogaResult(result.result);
    return isStream(result) ? withTexts(result) : toYogaResult(result);
  }

  return {
    onParams({ params, request, setParams, setParamsHandler, context }) {
      // Yoga requires a query text, and checks the form of the other parameters once all plugins
      // have seen them.
      setParams({ ...params, query: '' });
      setParamsHandler(({ params: checked }) => {
        const asked = toRequest(request, params, context);
        forgetVariables(params, checked, context.req.body);
        return answer(asked) as never;
      });
    },
  };
}

function toYogaResult(result: ExecutionResult): ExecutionResult {
  const errors = result.errors?.map((error) => toYogaError(error, result));
  return withText(errors === undefined ? result : { ...result, errors }, result);
}

/**
 * Yoga serialises a result with the result's own `stringify`, and passes it a copy. The text is the
 * one that others use, too.
 */
function withText(result: ExecutionResult, shared = result): ExecutionResult {
  if (Object.hasOwn(result, 'stringify')) return result;
  return Object.defineProperty(result, 'stringify', { value: () => toText(shared).text });
}

function withTexts(stream: AsyncIterableIterator<ExecutionResult>) {
  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      const step = await stream.next();
      if (step.done !== true) withText(step.value);
      return step;
    },
    return: (value) => stream.return?.(value) ?? Promise.resolve({ done: true, value }),
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}

function toRequest(
  request: Request,
  { variables, operationName, ...document }: GraphQLParams & DocumentParams,
  { client, findNetwork, req }: ServerContext,
): OperationRequest {
  const isGet = request.method === 'GET';
  return {
    transport: 'http',
    document: isGet ? { ...document, ...idsIn(request.url) } : document,
    operationName,
    variables: new Secret(variables ?? {}),
    memoryBytes: estimateJsonBytes(req.body),
    isSafe: isGet,
    readable: readAccept(request.headers.get('accept')).forms,
    client,
    authorization: request.headers.get('authorization') ?? undefined,
    findNetwork,
    trace: toTraceHeaders(req.headers),
    notes: new OperationNotes(),
  };
}

/** Removes variables from objects that Yoga and its plugins keep while the operation runs. */
function forgetVariables(...holders: readonly ({ variables?: unknown } | undefined)[]): void {
  for (const holder of holders) if (holder !== undefined) delete holder.variables;
}

/** Yoga only reads these ids from a body. */
function idsIn(url: string): DocumentParams {
  const search = URL.parse(url)?.searchParams;
  const readParam = (name: string) => search?.get(name) ?? undefined;
  return { documentId: readParam('documentId'), doc_id: readParam('doc_id'), id: readParam('id') };
}

/** Adds the status that Yoga must respond with; `spec` leaves `application/json` at 200. */
function toYogaError(error: GraphQLError, result: ExecutionResult = {}): GraphQLError {
  const http = toStatus(error, result);
  if (http === undefined) return error;
  const { status, headers, isWellFormed: spec } = http;
  const { message, nodes, source, positions, path, extensions } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: {
      ...extensions,
      http: { status, ...(headers && { headers }), ...(spec && { spec }) },
    },
  });
}

/** When Yoga itself refuses a request, its error contains the status. */
function fromYogaError(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { http } = error.extensions as { http?: { status?: number; headers?: {}; spec?: boolean } };
  if (http?.status === undefined) return error;
  const { status, headers, spec: isWellFormed } = http;
  return new Refusal('BAD_USER_INPUT', error.message, { http: { status, headers, isWellFormed } });
}
