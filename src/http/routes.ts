import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LimitName, limits } from '../limits.ts';
import { malformedRequest, Refusal } from '../operation/refusal.ts';
import { type Accepted, readAccept } from './accept-header.ts';
import { readJsonBody } from './body.ts';
import { checkHead, checkOrigin, toPath } from './checks.ts';
import { findMount, type Mount } from './mounts.ts';
import type { Origins } from './origins.ts';
import { checkQueryString } from './query-string.ts';
import { type RefusalKind, type RefusedRequest, toSource } from './refused-request.ts';
import { refuse, sendJson } from './reply.ts';
import type { VersionInfo } from './version-info.ts';
import { notConfigured, type ReceiveWebhook, WEBHOOKS } from './webhooks.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What a request to `/graphql` has beside its headers. */
export interface GraphqlRequest extends IncomingMessage {
  /** The parsed body of a POST, a JSON object. */
  body?: object | undefined;
  /** What the client accepts; `headers.accept` has no parameters any more. */
  accepted?: Accepted;
}

export interface RouteOptions {
  /** The host that the server listens on; null accepts any Host header. */
  readonly ownHost: string | null;
  readonly origins: Origins;
  /**
   * True if a GET must look like a GraphQL client's request, and not like a link, an image or a
   * form.
   */
  readonly guardsGet?: boolean;
  /** Responds on `/graphql`, to a `GraphqlRequest`. The body of a POST has been read before. */
  readonly graphql: Handler;
  /** GraphiQL, if it is turned on. */
  readonly explorer?: Explorer | undefined;
  /** Receives MX's webhooks; without it there is nothing at their path. */
  readonly webhook?: ReceiveWebhook | undefined;
  /** Responds with the metrics; without it there is nothing at their path. */
  readonly metrics?: Handler | undefined;
  /** Without it there is nothing at `/version`. */
  readonly version?: VersionInfo | undefined;
  /** Parts of their own. */
  readonly mounts?: readonly Mount[];
  /** True, or a sentence that says why the gateway cannot serve. */
  readonly isReady: () => true | string;
  /** Sentences that say what the gateway does without now, although it serves. */
  readonly findDegraded?: () => readonly string[];
  /** Longest body of a POST; defaults to `limits.bodyBytes`. */
  readonly maxBodyBytes?: number;
  /** Called for each limit that a client reaches. */
  readonly onLimit?: (limit: LimitName) => void;
  /** Called for each request that is refused before it becomes an operation. */
  readonly onRefused?: (refused: RefusedRequest) => void;
}

export interface Explorer {
  /** The page itself, for a browser that opens `/graphql`. */
  readonly page: Handler;
  /** The files that the page loads, under `/graphiql/`. */
  readonly asset: Handler;
}

const plainGet = malformedRequest(
  'GET requires an Accept header with application/json or another GraphQL response type.',
);
const unreadable = new Refusal(
  'BAD_USER_INPUT',
  'Accept must allow application/json or application/graphql-response+json.',
  { http: { status: 406 } },
);
const CONTINUE = '100-continue';
const unexpected = new Refusal('BAD_USER_INPUT', 'Expect must be 100-continue.', {
  // The server does not know whether the client will send the body.
  http: { status: 417, headers: { connection: 'close' } },
});
const nothingThere = new Refusal('BAD_USER_INPUT', 'There is nothing at this path.', {
  http: { status: 404 },
});

const READY = '/ready';
const HEALTH = '/health';

/** True for a liveness or readiness check. */
export function isAboutHealth(request: IncomingMessage): boolean {
  return [READY, HEALTH].includes(toPath(request));
}

interface Route {
  readonly methods: readonly string[];
  readonly answer: Handler;
}

/**
 * The only request listener. It finds the route, and refuses requests that no route should see. It
 * throws, or its promise rejects with, the error of a handler.
 */
export function createRoutes(options: RouteOptions) {
  const { ownHost, origins, guardsGet = false, graphql, explorer, webhook, metrics } = options;
  const { version, mounts = [] } = options;
  const { isReady, findDegraded = () => [], maxBodyBytes = limits.bodyBytes } = options;
  const { onLimit = () => {}, onRefused = () => {} } = options;

  const report = (
    request: IncomingMessage,
    status: number,
    reason: string,
    refused: RefusalKind = { what: 'request' },
  ) => onRefused({ ...refused, status, reason, from: toSource(request) });

  function turnAway(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    if (refusal.limit !== undefined) onLimit(refusal.limit);
    report(request, refusal.http?.status ?? 400, refusal.message);
    refuse(response, refusal);
  }

  /** Refuses a request that is not a GraphQL request. */
  function turnBack(
    request: IncomingMessage,
    response: ServerResponse,
    { message, http }: Refusal,
    refused?: RefusalKind,
  ): void {
    const status = http?.status ?? 400;
    report(request, status, message, refused);
    sendJson(response, status, { error: message }, http?.headers);
  }

  const answerGraphql: Handler = (request: GraphqlRequest, response) => {
    const { headers, method } = request;
    if (method === 'OPTIONS') {
      const foreign = checkOrigin(request, origins);
      if (foreign !== undefined) report(request, 204, foreign.message);
      return response.writeHead(204, origins.preflightHeaders(headers)).end();
    }
    if (method === 'GET' && explorer && isBrowser(request)) {
      return explorer.page(request, response);
    }
    for (const [name, value] of Object.entries(origins.corsHeaders(headers))) {
      response.setHeader(name, String(value));
    }
    const foreign = checkOrigin(request, origins);
    if (foreign !== undefined) return turnAway(request, response, foreign);
    const accepted = readAccept(headers.accept);
    const { text, forms, subscriptionParts, parts } = accepted;
    request.accepted = accepted;
    if (!forms.result) return turnAway(request, response, unreadable);
    if (text !== null) {
      // Yoga reads the header after us, and does not understand unusual spellings.
      headers.accept = text;
      // By default nginx buffers events until its buffer is full.
      const mayStream = forms.stream || subscriptionParts || parts !== undefined;
      if (mayStream) response.setHeader('x-accel-buffering', 'no');
    }
    if (method === 'GET') {
      const refusal = guardsGet && !isClient(request) ? plainGet : checkQueryString(request.url);
      return refusal ? turnAway(request, response, refusal) : graphql(request, response);
    }
    return readJsonBody(request, maxBodyBytes).then((body) => {
      if (body instanceof Refusal) return turnAway(request, response, body);
      headers['content-type'] = 'application/json';
      request.body = body;
      return graphql(request, response);
    });
  };

  const answerReady: Handler = (_request, response) => {
    const reason = isReady();
    const degraded = findDegraded();
    if (reason === true && degraded.length > 0) {
      return sendJson(response, 200, { status: 'degraded', reasons: degraded });
    }
    if (reason === true) return sendJson(response, 200, { status: 'ready' });
    return sendJson(response, 503, { status: 'not ready', reason });
  };

  const routes = new Map<string, Route>([
    ['/graphql', { methods: ['GET', 'POST', 'OPTIONS'], answer: answerGraphql }],
    [READY, { methods: ['GET', 'HEAD'], answer: answerReady }],
    [HEALTH, { methods: ['GET', 'HEAD'], answer: answerHealth }],
  ]);
  if (version) {
    const answer: Handler = (_request, response) => sendJson(response, 200, version);
    routes.set('/version', { methods: ['GET', 'HEAD'], answer });
  }
  if (metrics) routes.set('/metrics', { methods: ['GET', 'HEAD'], answer: metrics });
  if (webhook) {
    const answer: Handler = async (request, response) => {
      const refused = await webhook(request);
      if (refused === undefined) return response.writeHead(204).end();
      const { refusal, why } = refused;
      if (refusal.limit !== undefined) onLimit(refusal.limit);
      return turnBack(request, response, refusal, { what: 'webhook', why });
    };
    routes.set(WEBHOOKS, { methods: ['POST'], answer });
  }
  if (explorer) routes.set('/', { methods: ['GET', 'HEAD'], answer: redirectToGraphql });
  const assets: Route | undefined = explorer && {
    methods: ['GET', 'HEAD'],
    answer: explorer.asset,
  };

  return (request: IncomingMessage, response: ServerResponse): unknown => {
    const refusal = checkHead(request, ownHost);
    if (refusal !== undefined) return turnBack(request, response, refusal);
    const { expect: expectation = CONTINUE } = request.headers;
    if (expectation.toLowerCase() !== CONTINUE) return turnBack(request, response, unexpected);
    const path = toPath(request);
    const mount = findMount(mounts, path);
    if (mount) return mount.answer(request, response);
    const route = path.startsWith('/graphiql/') ? assets : routes.get(path);
    if (!route) {
      const refused = path === WEBHOOKS ? notConfigured : undefined;
      return turnBack(request, response, nothingThere, refused);
    }
    if (!route.methods.includes(request.method ?? '')) {
      const allow = route.methods.join(', ');
      const http = { status: 405, headers: { allow } };
      const message = `This path only allows ${allow}.`;
      return turnBack(request, response, new Refusal('BAD_USER_INPUT', message, { http }));
    }
    return route.answer(request, response);
  };
}

function isBrowser({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** True for headers that links, images and forms cannot make the browser send. */
function isClient({ headers }: IncomingMessage): boolean {
  const asked = /\bapplication\/(?:graphql-response\+)?json\b|\btext\/event-stream\b/i;
  return (
    asked.test(headers.accept ?? '') || /^application\/json\b/i.test(headers['content-type'] ?? '')
  );
}

function answerHealth(_request: IncomingMessage, response: ServerResponse): void {
  sendJson(response, 200, { status: 'ok' });
}

function redirectToGraphql(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(302, { location: '/graphql' }).end();
}
