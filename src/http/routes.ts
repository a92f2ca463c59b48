import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LimitName, limits } from '../limits.ts';
import { readJsonBody } from './body.ts';
import { isExpectedHost } from './host.ts';
import type { Origins } from './origins.ts';
import { refusalOfQuery } from './query.ts';
import { refuse, sendJson } from './reply.ts';
import { readHead } from './request-head.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface RouteOptions {
  /** Where the server listens; null takes any Host header. */
  readonly ownHost: string | null;
  readonly origins: Origins;
  /** True where a GET must look like a GraphQL client's, and not like a link, an image or a form. */
  readonly guardsGet?: boolean;
  /** Answers `/graphql`. The body of a POST is read by then and stands in `request.body`. */
  readonly graphql: Handler;
  /** GraphiQL, where it is on. */
  readonly explorer?: Explorer | undefined;
  /** True, or a sentence that says what keeps the gateway from serving. */
  readonly isReady: () => true | string;
  /** Longest body of a POST; `limits.bodyBytes` unless given. */
  readonly maxBodyBytes?: number;
  /** Told of each limit that a client meets. */
  readonly onLimit?: (limit: LimitName) => void;
}

export interface Explorer {
  /** The page itself, for a browser that opens `/graphql`. */
  readonly page: Handler;
  /** What the page loads, under `/graphiql/`. */
  readonly asset: Handler;
}

const foreignPage = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'Pages of this origin may not call the gateway: see CORS_ORIGINS.',
};

const plainGet = {
  status: 400,
  message: 'GET takes the header accept: application/json, or another type of GraphQL answers.',
};

const READY = '/ready';
const HEALTH = '/health';

/** What those ask who decide whether the gateway lives, and whether it gets requests. */
export function isAboutHealth(request: IncomingMessage): boolean {
  return [READY, HEALTH].includes(pathOf(request));
}

interface Route {
  readonly methods: readonly string[];
  readonly answer: Handler;
}

/**
 * The one request listener: finds the route, and refuses what no route should have to look at.
 * Rejects with what a handler threw.
 */
export function createRoutes(options: RouteOptions) {
  const { ownHost, origins, guardsGet = false, graphql, explorer } = options;
  const { isReady, maxBodyBytes = limits.bodyBytes, onLimit = () => {} } = options;

  const answerGraphql: Handler = async (request, response) => {
    const { headers } = request;
    if (request.method === 'OPTIONS') {
      return response.writeHead(204, origins.preflightHeaders(headers)).end();
    }
    if (request.method === 'GET' && explorer && isBrowser(request)) {
      return explorer.page(request, response);
    }
    for (const [name, value] of Object.entries(origins.corsHeaders(headers))) {
      response.setHeader(name, String(value));
    }
    response.setHeader('cache-control', 'no-store');
    if (!origins.mayRequest(headers)) return refuse(response, foreignPage);
    if (request.method === 'GET') {
      const refusal = guardsGet && !isClient(request) ? plainGet : refusalOfQuery(request.url);
      return refusal ? refuse(response, refusal) : graphql(request, response);
    }
    const read = await readJsonBody(request, maxBodyBytes);
    if (!read.ok) {
      if (read.refusal.limit !== undefined) onLimit(read.refusal.limit);
      return refuse(response, read.refusal);
    }
    return graphql(Object.assign(request, { body: read.body }), response);
  };

  const answerReady: Handler = (_request, response) => {
    const reason = isReady();
    if (reason === true) return sendJson(response, 200, { status: 'ready' });
    return sendJson(response, 503, { status: 'not ready', reason });
  };

  const routes = new Map<string, Route>([
    ['/graphql', { methods: ['GET', 'POST', 'OPTIONS'], answer: answerGraphql }],
    [READY, { methods: ['GET', 'HEAD'], answer: answerReady }],
    [HEALTH, { methods: ['GET', 'HEAD'], answer: answerHealth }],
  ]);
  if (explorer) routes.set('/', { methods: ['GET', 'HEAD'], answer: redirectToGraphql });
  const assets: Route | undefined = explorer && {
    methods: ['GET', 'HEAD'],
    answer: explorer.asset,
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const ambiguity = readHead(request);
    if (ambiguity !== undefined) return sendJson(response, 400, { error: ambiguity });
    if (ownHost !== null && !isExpectedHost(request.headers.host, ownHost)) {
      return sendJson(response, 421, { error: 'This server answers to a loopback Host alone.' });
    }
    const path = pathOf(request);
    const route = path.startsWith('/graphiql/') ? assets : routes.get(path);
    if (!route) return sendJson(response, 404, { error: 'There is nothing at this path.' });
    if (!route.methods.includes(request.method ?? '')) {
      const allow = route.methods.join(', ');
      return sendJson(response, 405, { error: `This path takes ${allow}.` }, { allow });
    }
    return route.answer(request, response);
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function isBrowser({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** True for headers that links, images and forms of a page cannot have the browser send. */
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
