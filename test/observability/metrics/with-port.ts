import type { Config } from '../../../src/config.ts';
import { startGateway } from '../../../src/gateway.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { Secret } from '../../../src/secret.ts';
import { openLog } from '../open-log.ts';

/** A gateway whose metrics have a port of their own, in front of a sandbox that can be held. */
export async function startWithPort(overrides: Partial<Config>) {
  await using started = new AsyncDisposableStack();
  let held: Promise<void> | undefined;
  const asked = Promise.withResolvers<void>();
  const sandbox = started.use(
    await startSandbox({
      async intercept() {
        asked.resolve();
        await held;
        return undefined;
      },
    }),
  );
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    metricsPort: 0,
    upstream: {
      kind: 'mx',
      baseUrl: sandbox.url,
      clientId: sandbox.clientId,
      apiKey: new Secret(sandbox.apiKey),
    },
    apiVersion: 'v20111101',
    timeoutMs: 5_000,
    maxConcurrency: 128,
    statusPollMs: 30,
    auth: { kind: 'none' },
    corsOrigins: [],
    persistedDocuments: null,
    logLevel: 'info',
    slowOperationMs: 5_000,
    isProduction: false,
    ...overrides,
  };
  const { events } = openLog();
  const gateway = await startGateway(config, events);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= Promise.resolve(gateway[Symbol.asyncDispose]()));
  started.defer(stop);
  const running = started.move();
  return {
    config,
    events,
    url: gateway.url,
    metricsUrl: gateway.metricsUrl ?? '',
    /** From now on MX responds after this promise has settled. */
    holdMx: (until: Promise<void>) => void (held = until),
    /** Settles once MX has a request. */
    isHeld: asked.promise,
    ask: (query: string) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
    stop,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
