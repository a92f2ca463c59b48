import type { ServerResponse } from 'node:http';
import type { DocumentParams } from '../operation/documents/known-documents.ts';
import type { Mask } from '../operation/errors/masking.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refused } from '../operation/refused.ts';
import { OperationNotes, type OperationRequest } from '../operation/request.ts';
import { estimateJsonBytes } from '../operation/rules/memory.ts';
import { isStream } from '../operation/stream.ts';
import { toTraceHeaders } from '../operation/trace.ts';
import type { Rota } from '../rota.ts';
import { Secret } from '../secret.ts';
import { type Accepted, readAccept } from './accept-header.ts';
import { nearNetworkOf, type NetworkOf } from './client-address.ts';
import { toClient } from './client.ts';
import { sendInParts } from './multipart/incremental-parts.ts';
import type { PartSender } from './multipart/part-sender.ts';
import { createSendSubscription } from './multipart/subscription-parts.ts';
import type { GraphqlRequest, Handler } from './routes.ts';
import { sendWhole } from './whole.ts';

export interface JsonOptions {
  readonly pipeline: Pipeline;
  readonly mask: Mask;
  /** Responds to all requests that are not as plain as this handler wants them. */
  readonly others: Handler;
  /** The open subscriptions in parts, which get heartbeats. */
  readonly beats?: Rota<PartSender> | undefined;
  /** Defaults to the networks behind near proxies. */
  readonly networkOf?: NetworkOf;
}

interface Params extends DocumentParams {
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/**
 * The short way for the plain case: a POST of JSON, a query or a mutation, and a client that reads
 * one result as JSON. It writes the bytes that Yoga would (a test compares them), without Yoga's
 * Request and Response. Responses in parts are also its own: Yoga writes them in no form that clients
 * ask for. Other subscriptions, GET, and bodies of another form go to `others`.
 */
export function createJsonHandler(options: JsonOptions): Handler {
  const { pipeline, mask, others, beats, networkOf = nearNetworkOf } = options;
  const sendSubscription = createSendSubscription({ mask, beats });

  return async (request: GraphqlRequest, response) => {
    const accepted = request.accepted ?? readAccept(request.headers.accept);
    const { jsonType, subscriptionParts, parts } = accepted;
    const form = jsonType ?? (subscriptionParts ? 'subscription' : parts);
    const params = request.method === 'POST' ? readParams(request.body) : undefined;
    if (form === undefined || params === undefined) return others(request, response);
    const findNetwork = () => networkOf(request);
    const asked = toRequest(request, response, params, accepted, findNetwork);
    const operation = pipeline.prepare(asked);
    if (operation instanceof Refused) return sendWhole(response, form, operation.result);
    const isSubscription = operation.kind === 'subscription';
    if (isSubscription && !subscriptionParts) return others(request, response);
    request.body = undefined; // which holds the variables in the open
    const result = await pipeline.run(operation, asked);
    if (result instanceof Refused) return sendWhole(response, form, result.result);
    if (!isStream(result)) return sendWhole(response, form, result);
    forgetContent(asked);
    return isSubscription || parts === undefined
      ? sendSubscription(response, result)
      : sendInParts(response, result, parts);
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A stream needs its request as an identity only, and may last for a long time. */
function forgetContent(request: Mutable<OperationRequest>): void {
  request.document = {};
  request.variables = new Secret({});
  request.authorization = undefined;
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
  request: GraphqlRequest,
  response: ServerResponse,
  { query, documentId, doc_id, id, extensions, variables, operationName }: Params,
  { forms, subscriptionParts, parts }: Accepted,
  findNetwork: OperationRequest['findNetwork'],
): OperationRequest {
  return {
    transport: 'http',
    document: { query, documentId, doc_id, id, extensions },
    operationName,
    variables: new Secret(variables ?? {}),
    memoryBytes: estimateJsonBytes(request.body),
    isSafe: false,
    readable: { result: forms.result, stream: forms.stream || subscriptionParts, parts },
    client: toClient(response, subscriptionParts),
    session: undefined,
    authorization: request.headers.authorization,
    trace: toTraceHeaders(request.headers),
    findNetwork,
    notes: new OperationNotes(),
  };
}
