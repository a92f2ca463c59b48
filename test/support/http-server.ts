import type { IncomingMessage, ServerResponse } from 'node:http';
import { toClient } from '../../src/http/client.ts';
import { createOrigins } from '../../src/http/origins.ts';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../src/http/server.ts';

/** The HTTP server on a free port of loopback, with any handler of `/graphql`. */
export function startBareServer(options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  return startHttpServer({
    host: '127.0.0.1',
    port: 0,
    ownHost: null,
    origins: createOrigins({ named: [] }),
    graphql: (_request, response) => response.end('answered'),
    isReady: () => true,
    ...options,
  });
}

/** A request to `/graphql` that has no response yet. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Collects the requests to `/graphql`, in order, so that a test can respond. */
export function createQuestions() {
  const asked: Asked[] = [];
  return {
    asked,
    graphql: (request: IncomingMessage, response: ServerResponse) => {
      asked.push({ request, response });
    },
  };
}

/** Responds with an event stream, as a subscription does. */
export function beginStream({ response }: Asked): void {
  toClient(response).onStream?.();
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
}
