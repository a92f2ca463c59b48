import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandboxClock } from './clock.ts';
import { createConditions } from './conditions.ts';
import { createControl } from './control.ts';
import type { DataControl, SandboxControl } from './control.ts';
import { createDispatcher } from './dispatch.ts';
import { errorBody } from './errors.ts';
import { readIncoming, sendResponse } from './http.ts';
import { keepLast } from './keep-last.ts';
import { readSettings } from './options.ts';
import type { SandboxOptions, SandboxRequest } from './options.ts';
import {
  createRemoteControl,
  isRemoteControl,
  type RemoteControl,
} from './remote-control/handler.ts';
import { seedDemo } from './seed.ts';
import { createState } from './state.ts';
import { createWebhooks, type WebhookAttempt } from './webhooks/webhooks.ts';
import { createWorldControl } from './world-control.ts';

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
  /** The last 10,000 attempts to deliver a webhook, oldest first. May be emptied. */
  readonly webhooks: WebhookAttempt[];
  readonly control: SandboxControl;
  /** The same over HTTP, for paths under `/sandbox/control`. It checks who may. */
  readonly remote: RemoteControl;
}

const KEEP_ALIVE_MS = 60_000;

/** Starts an MX Platform API look-alike. It accepts any client id and key that are not empty. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, latencyMs = 0, seed = 'demo', sleep = wait } = options;
  const clock = createSandboxClock({ now: options.now ?? Date.now, sleep });
  const { now } = clock;
  const settings = readSettings(options);
  const state = createState();
  const fill = () => {
    if (seed === 'demo') seedDemo({ state, now: now() });
  };
  fill();
  const conditions = createConditions(settings, latencyMs);
  const dispatcher = createDispatcher({ state, settings, now });
  const webhooks = createWebhooks({ state, settings, now, sleep: clock.sleep, wait: sleep });
  webhooks.sendTo(options.webhooks);
  const control: SandboxControl = {
    ...observed(createControl({ state, settings, now }), webhooks.look),
    ...createWorldControl({ state, settings, clock, conditions, webhooks, fill }),
  };
  const remote = createRemoteControl({ state, settings, now, control });
  const calls: string[] = [];
  const requests: SandboxRequest[] = [];
  const stopped = new AbortController();

  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => {
      if (outgoing.headersSent) outgoing.destroy();
      else sendResponse(outgoing, { status: 500, body: errorBody(500, 'Internal server error.') });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  async function handle(message: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (options.servesControl === true && isRemoteControl(message)) {
      return remote(message, outgoing);
    }
    const incoming = await readIncoming(message, now);
    const { request } = incoming;
    keepLast(calls, `${request.method} ${request.path}`);
    keepLast(requests, request);
    options.onRequest?.(request);
    const { latencyMs: lagMs } = conditions.lag();
    if (lagMs > 0) await sleep(lagMs, stopped.signal);
    const intercepted = (await options.intercept?.(request)) ?? conditions.takeFailure(request);
    const respond = () => intercepted ?? dispatcher.respond(incoming);
    const response = skipsWebhook(request) ? webhooks.silently(respond) : respond();
    webhooks.look();
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
    webhooks: webhooks.attempts,
    control,
    remote,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      webhooks[Symbol.dispose]();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Does not keep the process alive. */
function wait(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, { signal, ref: false });
}

/** The header with which a partner suppresses the webhook for its own write. */
function skipsWebhook({ headers }: SandboxRequest): boolean {
  return headers['mx-skip-webhook'] !== undefined;
}

/** The same changes, each followed by `look`. */
function observed(control: DataControl, look: () => void): DataControl {
  const entries = Object.entries(control).map(([name, change]) => [
    name,
    (...args: unknown[]) => {
      const result: unknown = (change as (...given: unknown[]) => unknown)(...args);
      look();
      return result;
    },
  ]);
  return Object.fromEntries(entries) as DataControl;
}
