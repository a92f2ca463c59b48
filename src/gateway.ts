import { setTimeout as sleep } from 'node:timers/promises';
import type { Config, Upstream } from './config.ts';
import { createExplorer } from './http/graphiql/explorer.ts';
import { readWorkflow } from './http/graphiql/workflow.ts';
import { createJsonHandler } from './http/json.ts';
import { createOrigins } from './http/origins.ts';
import { startHttpServer } from './http/server.ts';
import { attachSockets } from './http/sockets/sockets.ts';
import { createYogaHandler } from './http/yoga.ts';
import { limits } from './limits.ts';
import { createMxClient } from './mx/client.ts';
import { describeHealth } from './mx/health.ts';
import type { Events } from './observability/event-types.ts';
import { checkManifest } from './operation/documents/manifest-check.ts';
import { readManifest } from './operation/documents/manifest.ts';
import { createOperationRate } from './operation/rules/operation-rate.ts';
import { createSocketPlaces } from './operation/rules/places.ts';
import { createAuthenticate } from './operation/rules/refused-tokens.ts';
import { createOnSessionEnd } from './operation/session-end.ts';
import { schema } from './schema/schema.ts';
import { createServices } from './services.ts';
import { createAuth } from './wiring/authentication.ts';
import { createOperations } from './wiring/operations.ts';

export interface Gateway extends AsyncDisposable {
  /** Where GraphQL is answered. */
  readonly url: string;
  /** A token of the demo household, which the sandbox takes; null where there is no sandbox. */
  readonly demoToken: string | null;
}

/** For moments that are told, and for tokens. */
const now = () => Date.now();
/** For everything that takes so long: the clock of the machine may be set at any time. */
const monotonicNow = () => performance.now();

export interface GatewayOptions {
  /** How long idle connections are good for a last request once the gateway stops; 0 unless given. */
  readonly lingerMs?: number;
}

/**
 * What a process should know before it serves: whether all its persisted documents can run. Throws
 * an Error that names those that cannot.
 */
export async function checkDocuments({ persistedDocuments: path, isProduction }: Config) {
  if (path === null) return;
  checkManifest(await readManifest(path), { path, schema, mayIntrospect: !isProduction });
}

/** Starts every part and wires them together; disposing ends them in the opposite order. */
export async function startGateway(
  config: Config,
  events: Events,
  { lingerMs = 0 }: GatewayOptions = {},
): Promise<Gateway> {
  await using started = new AsyncDisposableStack();
  let stoppedAt: number | undefined;

  const mx = createMxClient({
    ...(await connect(config.upstream, started)),
    apiVersion: config.apiVersion,
    timeoutMs: config.timeoutMs,
    maxConcurrency: config.maxConcurrency,
    onCall: events.exchange,
    onHealth: (health) => events.upstream({ health, sentence: describeHealth(health) }),
  });
  // It finishes what nobody waits for any more, too, but not for longer than others are waited for.
  started.defer(async () => {
    const stoppedMs = monotonicNow() - (stoppedAt ?? monotonicNow());
    const left = sleep(Math.max(0, limits.drainMs - stoppedMs), undefined, { ref: false });
    await Promise.race([mx[Symbol.asyncDispose](), left]);
  });
  const { authenticator, demoToken } = await createAuth({ config, events, mx, now, monotonicNow });
  // While other parts start. The first one who asks whether the gateway is ready hears that it is.
  const prepared = authenticator.prepare();
  const services = createServices({ mx, authenticator, config, started, now, monotonicNow });
  const authenticate = createAuthenticate({
    authenticate: authenticator.authenticate,
    monotonicNow,
  });
  const onSessionEnd = createOnSessionEnd({ now, monotonicNow });
  const { pipeline, mask } = await createOperations({
    config,
    events,
    services,
    authenticate,
    onSessionEnd,
    monotonicNow,
  });

  const explorer = config.isProduction
    ? undefined
    : createExplorer({
        tabs: await readWorkflow(
          config.auth.kind === 'none' && demoToken === null
            ? { kind: 'partners' }
            : { kind: 'users', token: demoToken },
        ),
      });
  const origins = createOrigins({
    named: config.corsOrigins,
    allowsLoopback: config.upstream.kind === 'sandbox',
  });
  // Without tokens the host is all that keeps a rebound name of a foreign page out.
  const ownHost = config.auth.kind === 'none' ? config.host : null;
  await prepared;
  const server = started.use(
    await startHttpServer({
      host: config.host,
      port: config.port,
      ownHost,
      origins,
      guardsGet: config.isProduction,
      graphql: createJsonHandler({ pipeline, mask, others: createYogaHandler({ pipeline, mask }) }),
      explorer,
      isReady: () => {
        if (stoppedAt !== undefined) return 'The gateway is stopping.';
        if (!authenticator.isReady())
          return 'The keys that verify tokens have not been fetched yet.';
        return mx.health() === 'up' || describeHealth(mx.health());
      },
      onError: mask.error,
      onLimit: (limit) => events.limited({ limit }),
      onRefused: events.refused,
      lingerMs,
    }),
  );
  const sockets = attachSockets({
    server: server.server,
    ownHost,
    origins,
    pipeline,
    mask,
    authenticate,
    places: createSocketPlaces(),
    allowsLateToken: explorer !== undefined,
    startRates: () => ({
      operations: createOperationRate({ now: monotonicNow }),
      frames: createOperationRate({
        now: monotonicNow,
        burst: limits.socketFrameBurst,
        perSecond: limits.socketFramesPerSecond,
      }),
    }),
    limited: events.limited,
    onRefused: events.refused,
    onSessionEnd,
  });
  started.defer(sockets.close);
  started.defer(() => {
    stoppedAt = monotonicNow();
    server.stopAccepting();
  });

  const running = started.move();
  return {
    url: `${server.url}/graphql`,
    demoToken,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The address and keys of MX; without keys, those of a sandbox that runs as long as the gateway. */
async function connect(upstream: Upstream, started: AsyncDisposableStack) {
  if (upstream.kind === 'mx') {
    const { baseUrl, clientId, apiKey } = upstream;
    return { baseUrl, clientId, apiKey: apiKey.reveal() };
  }
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  const sandbox = started.use(await startSandbox());
  return { baseUrl: sandbox.url, clientId: sandbox.clientId, apiKey: sandbox.apiKey };
}
