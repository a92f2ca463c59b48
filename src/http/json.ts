import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { DocumentParams } from '../operation/documents/known-documents.ts';
import { type Mask, toHttpStatus } from '../operation/errors/masking.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refusal } from '../operation/refusal.ts';
import type { OperationRequest } from '../operation/request.ts';
import { estimateJsonBytes } from '../operation/rules/memory.ts';
import { isStream } from '../operation/stream.ts';
import { Secret } from '../secret.ts';
import { type JsonType, toJsonType, toReadableForms } from './accept-header.ts';
import { networkOf } from './client-address.ts';
import { toClient } from './client.ts';
import type { Handler } from './routes.ts';

export interface JsonOptions {
  readonly pipeline: Pipeline;
  readonly mask: Mask;
  /** Responds to all requests that are not as plain as this handler wants them. */
  readonly others: Handler;
}

/** A POST whose body was read from JSON. */
type JsonRequest = IncomingMessage & { readonly body?: object };

interface Params extends DocumentParams {
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/**
 * The short way for the plain case: a POST of JSON, a query or a mutation, and a client that reads
 * one result as JSON. It writes the bytes that Yoga would (a test compares them), without Yoga's
 * Request and Response. Subscriptions, GET, and bodies of another form go to `others`.
 */
export function createJsonHandler({ pipeline, mask, others }: JsonOptions): Handler {
  const refuse = (refusal: Refusal): ExecutionResult => ({ errors: mask.refusal(refusal) });

  return async (request: JsonRequest, response) => {
    const type = request.method === 'POST' ? toJsonType(request.headers.accept) : undefined;
    const params = readParams(request.body);
    if (type === undefined || params === undefined) return others(request, response);
    const asked = toRequest(request, response, params);
    const operation = pipeline.prepare(asked);
    if (operation instanceof Refusal) return send(response, type, refuse(operation));
    if (operation.kind === 'subscription') return others(request, response);
    Object.assign(request, { body: undefined }); // which holds the variables in the open
    const result = await pipeline.run(operation, asked);
    if (result instanceof Refusal) return send(response, type, refuse(result));
    if (isStream(result)) throw new TypeError('a stream of an operation that is no subscription');
    return send(response, type, result);
  };
}

const NAMES: ReadonlySet<string> = new Set([
  ...['query', 'variables', 'operationName', 'extensions'],
  ...['documentId', 'doc_id', 'id'],
]);

/** Undefined for names and types that Yoga has a sentence for. */
function readParams(body: object | undefined): Params | undefined {
  if (body === undefined) return undefined;
  const { variables, extensions } = body as { variables?: unknown; extensions?: unknown };
  const isKnown = Object.entries(body).every(
    ([name, value]) => NAMES.has(name) || value === null || value === undefined,
  );
  return isKnown && isMap(variables) && isMap(extensions) ? body : undefined;
}

function isMap(value: unknown): boolean {
  return (typeof value === 'object' && !Array.isArray(value)) || value === undefined;
}

function toRequest(
  request: JsonRequest,
  response: ServerResponse,
  { variables, operationName, ...document }: Params,
): OperationRequest {
  const { accept, authorization } = request.headers;
  return {
    transport: 'http',
    document,
    operationName,
    variables: new Secret(variables ?? {}),
    memoryBytes: estimateJsonBytes(request.body),
    isSafe: false,
    readable: toReadableForms(accept),
    client: toClient(response),
    authorization,
    findNetwork: () => networkOf(request),
  };
}

function send(response: ServerResponse, type: JsonType, result: ExecutionResult): void {
  const text = JSON.stringify(result);
  const { status, headers } = toHead(type, result);
  response
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

/** The highest status of the errors. Under `application/json` a well-formed request is answered with 200. */
function toHead(type: JsonType, { errors = [] }: ExecutionResult) {
  const headers: OutgoingHttpHeaders = {};
  let status = 200;
  for (const error of errors) {
    const http = toHttpStatus(error);
    if (http === undefined) continue;
    Object.assign(headers, http.headers);
    if (type === 'application/json' && http.isWellFormed === true) continue;
    status = Math.max(status, http.status);
  }
  return { status, headers };
}
