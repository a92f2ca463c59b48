import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { sendJson } from './reply.ts';
import { createRoutes, type RouteOptions } from './routes.ts';

export interface HttpServerOptions extends RouteOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Told of what a handler threw; the client gets a bare 500. */
  readonly onError?: (error: unknown) => void;
  /** How long answers under way may take once the server is being closed. */
  readonly graceMs?: number;
}

export interface HttpServer extends AsyncDisposable {
  /** Origin of the server, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** For the WebSocket upgrade. */
  readonly server: Server;
  /** From here on no connection is taken, and each answer is its connection's last. */
  readonly stopAccepting: () => void;
}

/** Starts the HTTP server: its routes, its bounds of bytes and time, and an end that lets answers finish. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, graceMs = 5000, onError = () => {} } = options;
  const underWay = new Set<ServerResponse>();
  let isStopping = false;

  const routes = createRoutes(options);
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 20_000,
      // Longer than the idle time of the usual load balancers, so that they close first.
      keepAliveTimeout: 65_000,
      // Node looks for connections over their time only this often.
      connectionsCheckingInterval: 2000,
      // Everything else that asks for another protocol is answered as if it had not.
      shouldUpgradeCallback: isHandshake,
    },
    (request, response) => {
      underWay.add(response);
      response.on('close', () => {
        underWay.delete(response);
        if (isStopping) server.closeIdleConnections();
      });
      response.setHeader('x-content-type-options', 'nosniff');
      if (isStopping) response.setHeader('connection', 'close');
      routes(request, response).catch((error: unknown) => {
        onError(error);
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { error: 'Something went wrong.' });
      });
    },
  );
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    // Node takes its own listener away at an upgrade. A client may break off at any time.
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await listen(server, host, port);

  const stopAccepting = () => {
    if (isStopping) return;
    isStopping = true;
    for (const response of underWay) {
      if (!response.headersSent) response.setHeader('connection', 'close');
      // A stream has no end to wait for. Cut off without its last event, its client comes back.
      else if (isEventStream(response)) response.destroy();
    }
    server.close();
  };

  return {
    url: originOf(server),
    server,
    stopAccepting,
    async [Symbol.asyncDispose]() {
      stopAccepting();
      const timer = new AbortController();
      const grace = delay(graceMs, undefined, { signal: timer.signal }).catch(() => {});
      await Promise.race([closed, grace]);
      timer.abort();
      // Not `closeAllConnections`, which leaves those that became WebSockets open.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What follows a handshake with a body is no frame until the body has been read. */
function isHandshake({ method, headers }: IncomingMessage): boolean {
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers;
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && !hasBody;
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'the port is taken' : error.code;
    reject(new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error }));
  });
  server.listen(port, host, resolve);
  await promise;
}

function originOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anyAddress = address === '0.0.0.0' || address === '::';
  const name = family === 'IPv6' ? `[${address}]` : address;
  return `http://${anyAddress ? 'localhost' : name}:${port}`;
}
