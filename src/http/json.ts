import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { DocumentParams } from '../operation/documents/known-documents.ts';
import { type Mask, toHttpStatus } from '../operation/errors/masking.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refusal } from '../operation/refusal.ts';
import { OperationNotes, type OperationRequest } from '../operation/request.ts';
import { estimateJsonBytes } from '../operation/rules/memory.ts';
import { isStream } from '../operation/stream.ts';
import { Secret } from '../secret.ts';
import { type Accepted, type JsonType, readAccept } from './accept-header.ts';
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
type JsonRequest = IncomingMessage & { body?: object | undefined };

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
    const accepted = readAccept(request.headers.accept);
    const type = request.method === 'POST' ? accepted.jsonType : undefined;
    const params = readParams(request.body);
    if (type === undefined || params === undefined) return others(request, response);
    const asked = toRequest(request, response, params, accepted);
    const operation = pipeline.prepare(asked);
    if (operation instanceof Refusal) return send(response, type, refuse(operation));
    if (operation.kind === 'subscription') return others(request, response);
    request.body = undefined; // which holds the variables in the open
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
  for (const name of Object.keys(body)) {
    if (NAMES.has(name)) continue;
    const value: unknown = Reflect.get(body, name);
    if (value !== null && value !== undefined) return undefined;
  }
  const { variables, extensions } = body as { variables?: unknown; extensions?: unknown };
  return isMap(variables) && isMap(extensions) ? body : undefined;
}

function isMap(value: unknown): boolean {
  return (typeof value === 'object' && !Array.isArray(value)) || value === undefined;
}

function toRequest(
  request: JsonRequest,
  response: ServerResponse,
  { query, documentId, doc_id, id, extensions, variables, operationName }: Params,
  { forms }: Accepted,
): OperationRequest {
  return {
    transport: 'http',
    document: { query, documentId, doc_id, id, extensions },
    operationName,
    variables: new Secret(variables ?? {}),
    memoryBytes: estimateJsonBytes(request.body),
    isSafe: false,
    readable: forms,
    client: toClient(response),
    session: undefined,
    authorization: request.headers.authorization,
    findNetwork: () => networkOf(request),
    notes: new OperationNotes(),
  };
}

function send(response: ServerResponse, type: JsonType, result: ExecutionResult): void {
  const text = JSON.stringify(result);
  const bytes = Buffer.byteLength(text);
  const head = ['content-type', CONTENT_TYPES[type], 'content-length', String(bytes)];
  let status = 200;
  if (result.errors !== undefined) {
    const { status: ofErrors, headers } = toHead(type, result);
    status = ofErrors;
    for (const [name, value] of Object.entries(headers)) head.push(name, String(value));
  }
  // Text of ASCII needs no conversion.
  response.writeHead(status, head).end(text, bytes === text.length ? 'latin1' : 'utf8');
}

const CONTENT_TYPES: Readonly<Record<JsonType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

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
