import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { checkHead, toPath } from './checks.ts';
import { sendJson } from './reply.ts';
import type { Handler } from './routes.ts';
import { listen, toOrigin } from './server-address.ts';

export interface MetricsServerOptions {
  readonly host: string;
  /** Port 0 means any free port. */
  readonly port: number;
  /** Returns all metrics in Prometheus' text format. */
  readonly read: () => Promise<string>;
  readonly timeoutMs?: number;
}

export interface MetricsServer extends AsyncDisposable {
  /** Ends with `/metrics`. */
  readonly url: string;
}

export const METRICS_PATH = '/metrics';
const METHODS = ['GET', 'HEAD'];
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus needs one connection. */
const MAX_CONNECTIONS = 20;
/** For a request, and for a client to take the response. */
const TIMEOUT_MS = 10_000;

/**
 * Metrics need no token, so that only the Host check protects against a foreign page that rebinds its
 * name, whatever the other routes require.
 */
export function createMetricsHandler({
  host,
  read,
}: Pick<MetricsServerOptions, 'host' | 'read'>): Handler {
  return async (request, response) => {
    const refusal = checkHead(request, host);
    if (refusal !== undefined) {
      return sendJson(response, refusal.http?.status ?? 400, { error: refusal.message });
    }
    const text = await read();
    response
      .writeHead(200, {
        'content-type': CONTENT_TYPE,
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      .end(text);
  };
}

/** Serves the metrics on a port of their own, which clients of the gateway need not reach. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { host, port, timeoutMs = TIMEOUT_MS } = options;
  const answerMetrics = createMetricsHandler(options);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (toPath(request) !== METRICS_PATH) {
      return sendJson(response, 404, { error: 'Only /metrics is served on this port.' });
    }
    if (!METHODS.includes(request.method ?? '')) {
      const headers = { allow: METHODS.join(', ') };
      return sendJson(response, 405, { error: 'Use GET.' }, headers);
    }
    await answerMetrics(request, response);
  }

  const server = createServer(
    {
      headersTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      connectionsCheckingInterval: timeoutMs,
      keepAliveTimeout: 65_000,
    },
    (request, response) => {
      const late = setTimeout(() => response.destroy(), timeoutMs);
      response.once('close', () => clearTimeout(late));
      answer(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { error: 'Something went wrong.' });
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  // Connections without a request must not keep the next scrape out.
  server.on('drop', () => server.closeIdleConnections());
  await listen(server, host, port);
  return {
    url: `${toOrigin(server)}${METRICS_PATH}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
