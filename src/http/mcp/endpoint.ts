import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import { toHttpStatus, type Mask } from '../../operation/errors/masking.ts';
import { toRefusal } from '../../operation/errors/sentences.ts';
import type { Pipeline } from '../../operation/pipeline.ts';
import { Refusal } from '../../operation/refusal.ts';
import { Refused } from '../../operation/refused.ts';
import { OperationNotes, type OperationRequest } from '../../operation/request.ts';
import { estimateJsonBytes } from '../../operation/rules/memory.ts';
import type { Authenticate } from '../../operation/rules/refused-tokens.ts';
import { isStream } from '../../operation/stream.ts';
import { toTraceHeaders } from '../../operation/trace.ts';
import { Secret } from '../../secret.ts';
import { readJsonBody } from '../body.ts';
import { checkOrigin } from '../checks.ts';
import { nearNetworkOf, type NetworkOf } from '../client-address.ts';
import { toClient } from '../client.ts';
import type { Origins } from '../origins.ts';
import { sendJson } from '../reply.ts';
import type { Handler } from '../routes.ts';
import { createRespondToMessage, type RespondOptions, type RunQuery } from './server.ts';

export interface McpOptions extends RespondOptions {
  readonly pipeline: Pipeline;
  readonly mask: Mask;
  readonly authenticate: Authenticate;
  readonly origins: Origins;
  /** Defaults to that of a gateway behind a near proxy. */
  readonly networkOf?: NetworkOf;
}

const postOnly = new Refusal('BAD_USER_INPUT', 'This path only allows POST.', {
  http: { status: 405, headers: { allow: 'POST, OPTIONS' } },
});

/** JSON-RPC 2.0: the code of errors that are the server's own. */
const SERVER_ERROR = -32_000;

/**
 * Responds on `/mcp` by the Model Context Protocol (streamable HTTP, without sessions, in JSON). A
 * query of an agent passes the same pipeline as any other operation of its caller.
 */
export function createMcpHandler(options: McpOptions): Handler {
  const { pipeline, mask, authenticate, origins, networkOf = nearNetworkOf } = options;
  const respond = createRespondToMessage(options);

  function refuse(response: ServerResponse, refusal: Refusal): void {
    const [error] = mask.refusal(refusal);
    const { status = 400, headers } = (error && toHttpStatus(error)) ?? {};
    const { message = '', extensions: data } = error ?? {};
    const body = { jsonrpc: '2.0', id: null, error: { code: SERVER_ERROR, message, data } };
    sendJson(response, status, body, headers);
  }

  async function identify(request: IncomingMessage): Promise<Session | Refusal> {
    try {
      return await authenticate(request.headers.authorization, () => networkOf(request));
    } catch (error) {
      return toRefusal(error);
    }
  }

  return async (request, response) => {
    const { method, headers } = request;
    if (method === 'OPTIONS') {
      return response.writeHead(204, origins.preflightHeaders(headers)).end();
    }
    for (const [name, value] of Object.entries(origins.corsHeaders(headers))) {
      response.setHeader(name, String(value));
    }
    const foreign = checkOrigin(request, origins);
    if (foreign !== undefined) return refuse(response, foreign);
    if (method !== 'POST') return refuse(response, postOnly);
    const session = await identify(request);
    if (session instanceof Refusal) return refuse(response, session);
    const body = await readJsonBody(request, limits.bodyBytes);
    if (body instanceof Refusal) return refuse(response, body);

    const findNetwork = () => networkOf(request);
    const run: RunQuery = async ({ text }, variables) => {
      const asked = toRequest({ request, response, session, text, variables, findNetwork });
      const operation = pipeline.prepare(asked);
      if (operation instanceof Refused) return operation.result;
      const result = await pipeline.run(operation, asked);
      if (result instanceof Refused) return result.result;
      // Only subscriptions have streams, and the form of the response has refused them.
      return isStream(result) ? {} : result;
    };
    const answer = await respond({ headers: toHeaders(request), body, run });
    const text = await answer.text();
    response.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    return response.end(text);
  };
}

function toRequest(options: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly findNetwork: () => string | null;
  readonly session: Session;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}): OperationRequest {
  const { request, response, session, text, variables, findNetwork } = options;
  return {
    transport: 'http',
    document: { query: text },
    variables: new Secret(variables),
    memoryBytes: estimateJsonBytes(variables),
    isSafe: true,
    readable: { result: true, stream: false },
    client: toClient(response),
    session,
    findNetwork,
    trace: toTraceHeaders(request.headers),
    notes: new OperationNotes(),
  };
}

/** The headers that the protocol reads. */
function toHeaders({ headers }: IncomingMessage): Headers {
  const names = ['accept', 'content-type', 'mcp-protocol-version'] as const;
  return new Headers(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as [string, string]] : [];
    }),
  );
}
