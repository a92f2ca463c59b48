import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { limits } from '../limits.ts';
import { Refusal } from '../operation/refusal.ts';
import { toBrokenRequest, toRawResponse } from './connections/broken-request.ts';
import { closeGently } from './connections/close-gently.ts';
import { closeListener } from './connections/close-listener.ts';
import {
  type ConnectionBounds,
  type ConnectionCounts,
  createConnections,
} from './connections/connections.ts';
import { roomForConnections } from './connections/descriptors.ts';
import { drain } from './connections/drain.ts';
import { refuse, sendJson } from './reply.ts';
import { Response } from './response.ts';
import { createRoutes, isAboutHealth, type RouteOptions } from './routes.ts';
import { listen, toOrigin } from './server-address.ts';

export interface HttpServerOptions extends RouteOptions {
  readonly host: string;
  /** Port 0 means any free port. */
  readonly port: number;
  /** Called with the error that a handler throws; the client gets a bare 500. */
  readonly onError?: (error: unknown) => void;
  /** Defaults to the bounds of `limits.ts`. */
  readonly bounds?: Partial<ConnectionBounds>;
  /** How long a stopping server waits for responses in flight; defaults to `limits.drainMs`. */
  readonly drainMs?: number;
  /** Milliseconds of a monotonic clock; defaults to `performance.now()`. */
  readonly now?: () => number;
  /** How long a stopping server keeps idle connections open for a last request; defaults to 0. */
  readonly lingerMs?: number;
}

export interface HttpServer extends AsyncDisposable {
  /** Origin of the server, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Node's server, for the WebSocket upgrade. */
  readonly server: Server;
  /**
   * From this call on each response is the last on its connection, and new connections are soon
   * refused: within 10 ms of the last one, and 110 ms in any case. Requests wait until then.
   */
  readonly stopAccepting: () => void;
  readonly counts: () => ConnectionCounts;
}

const later = { status: 503, headers: { 'retry-after': '1' } } as const;

const noRoom = new Refusal(
  'RATE_LIMITED',
  'The gateway has too many connections. Try again later.',
  { limit: 'connections', http: later },
);

/**
 * A request that starts this late might be interrupted, and the client could not know what was
 * done.
 */
const noTime = new Refusal('RESTARTING', 'The gateway is restarting. Try again in a moment.', {
  http: later,
});

/**
 * Starts the HTTP server, with its routes, its bounds of bytes and time, and a shutdown that lets
 * responses finish.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, drainMs = limits.drainMs, lingerMs = 0 } = options;
  const { onError = () => {}, onLimit = () => {}, now = () => performance.now() } = options;
  let stoppedAt: number | undefined;
  let closing: Promise<void> | undefined;
  /** True while requests wait until the listener is closed. */
  let isClosing = false;
  const stoppedForMs = () => (stoppedAt === undefined ? 0 : now() - stoppedAt);

  const routes = createRoutes(options);
  const connections = createConnections({
    bounds: {
      connections: Math.min(limits.connections, roomForConnections()),
      ...options.bounds,
    },
    onLimit,
    answer(request, response) {
      if (!isClosing) return serve(request, response);
      void closing?.then(() => {
        // A client that has left is not answered, and nothing is done for it.
        if (!response.destroyed) serve(request, response);
      });
    },
  });

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (connections.isExtra(request.socket)) {
      response.setHeader('connection', 'close');
      if (!isAboutHealth(request)) return refuse(response, noRoom);
    }
    if (stoppedAt !== undefined && stoppedForMs() > drainMs / 2 && !isAboutHealth(request)) {
      return refuse(response, noTime);
    }
    const fail = (error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'Something went wrong.' });
    };
    try {
      const answered = routes(request, response);
      if (answered instanceof Promise) answered.catch(fail);
    } catch (error) {
      fail(error);
    }
  }
  const server = createHttpServer((request) => connections.handOver(request.socket));
  server.on('request', connections.take);
  server.on('checkExpectation', connections.take);
  server.on('connection', connections.add);
  server.on('clientError', (error, socket) => {
    // A client that resets its connection has sent nothing that could be refused.
    if (socket.destroyed) return;
    const refusal = toBrokenRequest(error);
    if (refusal.limit !== undefined) onLimit(refusal.limit);
    connections.refuseRest(socket, toRawResponse(refusal));
  });
  // This is the keep-alive timeout. Node would reset a connection on which a request is arriving.
  server.on('timeout', (socket) => closeGently(socket));
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  await listen(server, host, port);

  const stopAccepting = () => {
    if (closing !== undefined) return;
    stoppedAt = now();
    connections.stop();
    isClosing = true;
    closing = closeListener(server, now).then(() => {
      isClosing = false;
    });
  };

  return {
    url: toOrigin(server),
    server,
    stopAccepting,
    counts: connections.counts,
    async [Symbol.asyncDispose]() {
      stopAccepting();
      await closing;
      const stoppedMs = stoppedForMs();
      await drain({
        connections,
        closed,
        lingerMs: Math.max(0, lingerMs - stoppedMs),
        leftMs: Math.max(0, drainMs - stoppedMs),
      });
    },
  };
}

/**
 * @param mayUpgrade called for each handshake; if it returns false, the request is handled as a GET
 */
function createHttpServer(mayUpgrade: (request: IncomingMessage) => boolean): Server {
  const server = createServer({
    ServerResponse: Response,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    // How often Node checks for timed-out connections.
    connectionsCheckingInterval: 2000,
    shouldUpgradeCallback: (request) => isHandshake(request) && mayUpgrade(request),
  });
  return Object.assign(server, {
    // A client that has sent its last byte still gets its response.
    httpAllowHalfOpen: true,
    // By default Node omits headers beyond a number, and the checks would not see them.
    maxHeadersCount: 0,
    // Node calls this when the server closes; its own version would reset connections on which a
    // request is arriving.
    closeIdleConnections: () => {},
  });
}

/** After a handshake with a body, the next bytes are the body and not a frame. */
function isHandshake({ method, headers }: IncomingMessage): boolean {
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers;
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && !hasBody;
}
