import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { limits } from '../limits.ts';
import { Refusal } from '../operation/refusal.ts';
import { toBrokenRequest, toRawResponse } from './connections/broken-request.ts';
import { closeGently } from './connections/close-gently.ts';
import {
  type ConnectionBounds,
  type ConnectionCounts,
  createConnections,
} from './connections/connections.ts';
import { roomForConnections } from './connections/descriptors.ts';
import { drain } from './connections/drain.ts';
import { refuse, sendJson } from './reply.ts';
import { createRoutes, isAboutHealth, type RouteOptions } from './routes.ts';

export interface HttpServerOptions extends RouteOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Told of what a handler threw; the client gets a bare 500. */
  readonly onError?: (error: unknown) => void;
  /** Those of `limits.ts` unless given. */
  readonly bounds?: Partial<ConnectionBounds>;
  /** How long a server that stops has for the responses that are due; `limits.drainMs` unless given. */
  readonly drainMs?: number;
  /** Milliseconds of a clock that never goes back; the process's own unless given. */
  readonly now?: () => number;
  /** How long idle connections stay open for a last request all the same; 0 unless given. */
  readonly lingerMs?: number;
}

export interface HttpServer extends AsyncDisposable {
  /** Origin of the server, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** For the WebSocket upgrade. */
  readonly server: Server;
  /** From here on no connection is taken, and each response is its connection's last. */
  readonly stopAccepting: () => void;
  readonly counts: () => ConnectionCounts;
}

const later = { status: 503, headers: { 'retry-after': '1' } } as const;

const noRoom = new Refusal(
  'RATE_LIMITED',
  'The gateway has too many connections. Try again later.',
  { limit: 'connections', http: later },
);

/** What begins so late might be cut half-way, and nobody could say what was done. */
const noTime = new Refusal('RESTARTING', 'The gateway is restarting. Try again in a moment.', {
  http: later,
});

/** Starts the HTTP server: its routes, its bounds of bytes and time, and an end that lets responses finish. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, drainMs = limits.drainMs, lingerMs = 0 } = options;
  const { onError = () => {}, onLimit = () => {}, now = () => performance.now() } = options;
  let stoppedAt: number | undefined;
  const stoppedForMs = () => (stoppedAt === undefined ? 0 : now() - stoppedAt);

  const routes = createRoutes(options);
  const connections = createConnections({
    bounds: {
      connections: Math.min(limits.connections, roomForConnections()),
      ...options.bounds,
    },
    onLimit,
    answer(request, response) {
      response.setHeader('x-content-type-options', 'nosniff');
      if (connections.isExtra(request.socket)) {
        response.setHeader('connection', 'close');
        if (!isAboutHealth(request)) return refuse(response, noRoom);
      }
      if (stoppedForMs() > drainMs / 2 && !isAboutHealth(request)) {
        return refuse(response, noTime);
      }
      routes(request, response).catch((error: unknown) => {
        onError(error);
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { error: 'Something went wrong.' });
      });
    },
  });
  const server = createHttpServer((request) => connections.handOver(request.socket));
  server.on('request', connections.take);
  server.on('checkExpectation', connections.take);
  server.on('connection', connections.add);
  server.on('clientError', (error, socket) => {
    const refusal = toBrokenRequest(error);
    if (refusal.limit !== undefined) onLimit(refusal.limit);
    connections.refuseRest(socket, toRawResponse(refusal));
  });
  // Of keep-alive. Node would reset a connection on which a request is on its way.
  server.on('timeout', (socket) => closeGently(socket));
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  await listen(server, host, port);

  const stopAccepting = () => {
    if (stoppedAt !== undefined) return;
    stoppedAt = now();
    connections.stop();
    server.close();
  };

  return {
    url: toOrigin(server),
    server,
    stopAccepting,
    counts: connections.counts,
    async [Symbol.asyncDispose]() {
      stopAccepting();
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

/** @param mayUpgrade asked about each handshake; one that is turned down is answered as a GET */
function createHttpServer(mayUpgrade: (request: IncomingMessage) => boolean): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Node looks for connections over their time only this often.
    connectionsCheckingInterval: 2000,
    shouldUpgradeCallback: (request) => isHandshake(request) && mayUpgrade(request),
  });
  return Object.assign(server, {
    // A client that has sent its last byte still gets its response.
    httpAllowHalfOpen: true,
    // Otherwise headers beyond a number are left out, and with them what is wrong with them.
    maxHeadersCount: 0,
    // Called when the server closes, it would reset connections on which a request is on its way.
    closeIdleConnections: () => {},
  });
}

/** What follows a handshake with a body is no frame until the body has been read. */
function isHandshake({ method, headers }: IncomingMessage): boolean {
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers;
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && !hasBody;
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Stays: a process that has no descriptor left for a connection is told so here.
  server.on('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'the port is already in use' : error.code;
    reject(new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error }));
  });
  server.listen(port, host, resolve);
  await promise;
}

function toOrigin(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anyAddress = address === '0.0.0.0' || address === '::';
  const name = family === 'IPv6' ? `[${address}]` : address;
  return `http://${anyAddress ? 'localhost' : name}:${port}`;
}
