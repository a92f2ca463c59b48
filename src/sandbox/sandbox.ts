import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createControl } from './control.ts';
import type { SandboxControl } from './control.ts';
import { createDispatcher } from './dispatch.ts';
import { errorBody } from './errors.ts';
import { readIncoming, sendResponse } from './http.ts';
import { keepLast } from './keep-last.ts';
import { readSettings } from './options.ts';
import type { SandboxOptions, SandboxRequest } from './options.ts';
import { seedDemo } from './seed.ts';
import { createState } from './state.ts';

export type { SandboxControl } from './control.ts';
export type { SandboxOptions, SandboxRequest, SandboxResponse } from './options.ts';

export interface Sandbox extends AsyncDisposable {
  /** The URL without a slash at the end. */
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
  /** The last 10,000 requests as `GET /users/USR-…/members`, oldest first. May be emptied. */
  readonly calls: string[];
  /** The last 10,000 requests in full. */
  readonly requests: SandboxRequest[];
  readonly control: SandboxControl;
}

const KEEP_ALIVE_MS = 60_000;

/** Starts an MX Platform API look-alike. It accepts any client id and key that are not empty. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, now = Date.now, latencyMs = 0, seed = 'demo' } = options;
  const settings = readSettings(options);
  const state = createState();
  if (seed === 'demo') seedDemo({ state, now: now() });
  const dispatcher = createDispatcher({ state, settings, now });
  const calls: string[] = [];
  const requests: SandboxRequest[] = [];

  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => {
      if (outgoing.headersSent) outgoing.destroy();
      else sendResponse(outgoing, { status: 500, body: errorBody(500, 'Internal server error.') });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  async function handle(message: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const incoming = await readIncoming(message, now);
    const { request } = incoming;
    keepLast(calls, `${request.method} ${request.path}`);
    keepLast(requests, request);
    options.onRequest?.(request);
    if (latencyMs > 0) await sleep(latencyMs);
    const intercepted = await options.intercept?.(request);
    const response = intercepted ?? dispatcher.respond(incoming);
    sendResponse(outgoing, options.rewrite?.(request, response) ?? response);
  }

  const url = await listen();
  function listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        const address = server.address();
        const bound = typeof address === 'object' ? address?.port : undefined;
        resolve(`http://${host.includes(':') ? `[${host}]` : host}:${String(bound ?? port)}`);
      });
    });
  }

  return {
    url,
    clientId: 'sandbox-client',
    apiKey: 'sandbox-key',
    calls,
    requests,
    control: createControl({ state, settings, now }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
