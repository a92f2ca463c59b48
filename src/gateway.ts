import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import { createClientAddresses } from './http/client-address.ts';
import { createJsonHandler } from './http/json.ts';
import { mountMcp } from './http/mcp/mount.ts';
import { createMetricsHandler, startMetricsServer } from './http/metrics.ts';
import { createOrigins } from './http/origins.ts';
import { createPages } from './http/pages.ts';
import { startHttpServer } from './http/server.ts';
import { attachSockets } from './http/sockets/sockets.ts';
import { createReceiveWebhook, WEBHOOKS } from './http/webhooks.ts';
import { createYogaHandler } from './http/yoga.ts';
import { limits } from './limits.ts';
import { decodeWebhook } from './mx/api/webhook.ts';
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
import { Secret } from './secret.ts';
import { createServices } from './services.ts';
import { createSharedState, describeSharedHealth } from './shared/shared.ts';
import { createRecovery } from './status/recovery.ts';
import { readQueriesOfAgents } from './wiring/agents.ts';
import { createAuth } from './wiring/authentication.ts';
import { observe } from './wiring/metrics.ts';
import { createOperations } from './wiring/operations.ts';
import { traceTo } from './wiring/traces.ts';
import { connect, mountControl, newWebhookCredentials, toShares } from './wiring/upstream.ts';
import { describeVersion } from './wiring/version.ts';

export interface Gateway extends AsyncDisposable {
  /** The URL of the GraphQL endpoint. */
  readonly url: string;
  /** A token of the demo household for the sandbox; null without a sandbox. */
  readonly demoToken: string | null;
  /** The URL of the sandbox's remote control; null if there is none. */
  readonly controlUrl: string | null;
  /** The URL of the example app; null unless the sandbox is behind the gateway. */
  readonly appUrl: string | null;
  /** The URL of the metrics; null if there are none. */
  readonly metricsUrl: string | null;
}

/** The clock for reported times, and for tokens. */
const now = () => Date.now();
/** The clock for durations: the system clock may be set at any time. */
const monotonicNow = () => performance.now();

export interface GatewayOptions {
  /**
   * How long idle connections still accept a last request when the gateway stops; defaults to 0.
   */
  readonly lingerMs?: number;
}

/**
 * Checks before the start that all persisted documents can run. Throws an Error that names the
 * documents that cannot.
 */
export async function checkDocuments({ persistedDocuments: path, isProduction }: Config) {
  if (path === null) return;
  checkManifest(await readManifest(path), { path, schema, mayIntrospect: !isProduction });
}

/** Starts all parts and connects them; disposing ends them in the opposite order. */
export async function startGateway(
  config: Config,
  log: Events,
  { lingerMs = 0 }: GatewayOptions = {},
): Promise<Gateway> {
  await using started = new AsyncDisposableStack();
  let stoppedAt: number | undefined;
  const { events: counted, measure, metrics } = observe(config, log, monotonicNow);
  // Without tokens only the Host check protects against DNS rebinding by a foreign page.
  const ownHost = config.auth.kind === 'none' ? config.host : null;
  const { metricsPort = null } = config;
  // The first part to start is the last to stop, so that a stop is measured, too.
  const metricsServer =
    metrics === null || metricsPort === null
      ? null
      : started.use(
          await startMetricsServer({ host: config.host, port: metricsPort, read: metrics.read }),
        );

  const { sandbox, ...address } = await connect(config.upstream, started);
  const { events, traces } = await traceTo({ config, counted, mxUrl: address.baseUrl, started });
  const shared = started.use(
    await createSharedState({
      url: config.redisUrl?.reveal() ?? null,
      gateway: [address.baseUrl, address.clientId],
      onHealth: (health) => events.sharedState({ health, sentence: describeSharedHealth(health) }),
      monotonicNow,
    }),
  );
  const control = mountControl(config, sandbox);
  const credentials = config.webhooks ?? (sandbox === null ? null : newWebhookCredentials());
  const recovery = createRecovery({
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    jitter: Math.random,
  });
  const mx = createMxClient({
    ...address,
    apiVersion: config.apiVersion,
    timeoutMs: config.timeoutMs,
    maxConcurrency: config.maxConcurrency,
    perSecond: toShares(config, shared.replicas),
    onCall: events.exchange,
    onHealth(health) {
      events.upstream({ health, sentence: describeHealth(health) });
      if (health === 'up') recovery.happened();
    },
  });
  // The MX client also finishes calls that nobody waits for any more, but within the same time
  // limit as other work.
  started.defer(async () => {
    const stoppedMs = monotonicNow() - (stoppedAt ?? monotonicNow());
    const left = sleep(Math.max(0, limits.drainMs - stoppedMs), undefined, { ref: false });
    await Promise.race([mx[Symbol.asyncDispose](), left]);
  });
  const { authenticator, signDemoToken } = await createAuth({
    ...{ config, events, mx, cache: shared.cache, now, monotonicNow },
    apiKey: new Secret(address.apiKey),
  });
  const demoToken = (await signDemoToken?.()) ?? null;
  // While other parts start. The first one who asks whether the gateway is ready hears that it is.
  const prepared = authenticator.prepare();
  const services = createServices({
    ...{ mx, authenticator, config, shared, recovery, measure, started, now, monotonicNow },
    hasWebhooks: credentials !== null,
  });
  const { authenticate: identify, recognise } = authenticator;
  const authenticate = createAuthenticate({ authenticate: identify, monotonicNow });
  const onSessionEnd = createOnSessionEnd({ now, monotonicNow });
  const agentQueries = await readQueriesOfAgents(config);
  const { pipeline, mask, operationBytes } = await createOperations({
    ...{ config, events, measure, services, shared, authenticate, recognise, onSessionEnd },
    ...{ agentQueries, traces },
  });

  const { explorer, exampleApp } = config.isProduction
    ? {}
    : await createPages({ isOpen: config.auth.kind === 'none', demoToken, signDemoToken });
  const origins = createOrigins({
    named: config.corsOrigins,
    headers: config.corsHeaders,
    allowsLoopback: config.upstream.kind === 'sandbox',
  });
  const { networkOf } = createClientAddresses(config.trustedProxies);
  const tools = { pipeline, mask, networkOf };
  const version = describeVersion(config);
  const ofMcp = { schema, identity: version, queries: agentQueries };
  const agents = await mountMcp({ ...ofMcp, ...tools, authenticate, origins });
  await prepared;
  const isReady = () => {
    if (stoppedAt !== undefined) return 'The gateway is stopping.';
    if (!authenticator.isReady()) return 'The keys that verify tokens have not been fetched yet.';
    return mx.health() === 'up' || describeHealth(mx.health());
  };
  const server = started.use(
    await startHttpServer({
      host: config.host,
      port: config.port,
      ownHost,
      origins,
      guardsGet: config.isProduction,
      graphql: createJsonHandler({ ...tools, others: createYogaHandler(tools) }),
      explorer,
      webhook: credentials === null ? undefined : createReceiveWebhook({ credentials, onWebhook }),
      metrics:
        metrics === null || metricsServer !== null
          ? undefined
          : createMetricsHandler({ host: config.host, read: metrics.read }),
      version,
      mounts: [...control, ...agents, ...(exampleApp === undefined ? [] : [exampleApp])],
      isReady,
      findDegraded: () => (shared.health() === 'up' ? [] : [describeSharedHealth(shared.health())]),
      onError: mask.error,
      onLimit: (limit) => events.limited({ limit }),
      onRefused: events.refused,
      lingerMs,
    }),
  );
  sandbox?.control.sendWebhooksTo({
    url: `${server.url}${WEBHOOKS}`,
    username: credentials?.username ?? '',
    password: credentials?.password.reveal() ?? '',
  });
  const sockets = attachSockets({
    server: server.server,
    ownHost,
    origins,
    ...tools,
    authenticate,
    places: createSocketPlaces(shared.createPlaces),
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

  metrics?.watch({
    isReady: () => isReady() === true,
    mx: mx.state,
    mxConcurrency: config.maxConcurrency,
    connections: server.counts,
    sockets: sockets.counts,
    status: services.watchCounts,
    operationBytes,
    shared: () => ({ health: shared.health(), replicas: shared.replicas() }),
    hasRedis: config.redisUrl != null,
    traces: traces?.counts,
  });

  function onWebhook(body: unknown): void {
    const webhook = decodeWebhook(body);
    const isNew = webhook !== null && services.webhooks.take(webhook);
    events.webhook({ kind: webhook?.kind ?? 'unreadable', isNew });
  }

  const running = started.move();
  return {
    url: `${server.url}/graphql`,
    demoToken,
    controlUrl: control[0] === undefined ? null : `${server.url}${control[0].path}`,
    appUrl: exampleApp === undefined ? null : `${server.url}${exampleApp.path}`,
    metricsUrl: metrics === null ? null : (metricsServer?.url ?? `${server.url}/metrics`),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
