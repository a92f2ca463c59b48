import { setTimeout as sleep } from 'node:timers/promises';
import { createYoga } from 'graphql-yoga';
import type { Config, Upstream } from './config.ts';
import { createContext, type Services } from './context.ts';
import { createExplorer } from './http/graphiql/explorer.ts';
import { readWorkflow } from './http/graphiql/workflow.ts';
import { startHttpServer } from './http/server.ts';
import { attachSockets } from './http/sockets.ts';
import { createFlights } from './loaders/flights.ts';
import { createMemberChanges } from './loaders/member-changes.ts';
import { createReferenceData } from './loaders/reference-data.ts';
import { createUserChanges } from './loaders/user-changes.ts';
import { createMxClient } from './mx/client.ts';
import type { Events } from './observability/events.ts';
import { useOperationEvents } from './observability/operations.ts';
import { toClientError } from './operation/masking.ts';
import { useOperationPhases } from './operation/phases.ts';
import { schema } from './schema/schema.ts';
import { createStatusHub } from './status/hub.ts';
import { createJobs } from './status/jobs.ts';
import { createRewardsRefresh } from './status/rewards-refresh.ts';

export interface Gateway extends AsyncDisposable {
  /** Where GraphQL is answered. */
  readonly url: string;
}

/** Starts every part and wires them together; disposing ends them in the opposite order. */
export async function startGateway(config: Config, events: Events): Promise<Gateway> {
  await using started = new AsyncDisposableStack();

  const mx = started.use(
    createMxClient({
      ...(await connect(config.upstream, started)),
      apiVersion: config.apiVersion,
      timeoutMs: config.timeoutMs,
      onExchange: events.exchange,
    }),
  );
  const now = () => Date.now();
  const nap = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
  const hub = started.use(
    createStatusHub({
      readStatus: mx.members.readStatus,
      readIsOAuth: async (key) => (await mx.members.read(key)).isOAuth,
      pollMs: config.statusPollMs,
      now,
      sleep: nap,
      jitter: Math.random,
    }),
  );
  const jobs = createJobs({ mx, hub, now });
  const services: Services = {
    mx,
    hub,
    jobs,
    rewardsRefresh: createRewardsRefresh({ jobs, hub, now, sleep: nap }),
    userChanges: createUserChanges(mx),
    memberChanges: createMemberChanges({ mx, hub }),
    flights: createFlights(),
    reference: createReferenceData(mx, now),
    now,
  };

  const mask = (error: unknown) => toClientError(error, events.failed);
  const yoga = createYoga<object, object>({
    schema,
    context: () => createContext(services, { kind: 'partner' }),
    plugins: [
      useOperationEvents({ onOperation: events.operation }),
      useOperationPhases({ report: events.failed, hideSuggestions: config.isProduction }),
    ],
    maskedErrors: { maskError: mask },
    logging: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
  });

  const explorer = config.isProduction ? undefined : createExplorer({ tabs: await readWorkflow() });
  const server = started.use(
    await startHttpServer({
      host: config.host,
      port: config.port,
      graphql: yoga,
      explorer,
      isReady: () => mx.health() === 'up' || 'MX is not answering.',
      onError: (cause) => events.failed({ errorId: 'http', code: 'INTERNAL', cause }),
    }),
  );
  const sockets = attachSockets({ server: server.server, yoga, mask });
  started.defer(sockets.close);
  started.defer(server.stopAccepting);

  const running = started.move();
  return {
    url: `${server.url}/graphql`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The address and keys of MX; without keys, those of a sandbox that runs as long as the gateway. */
async function connect(upstream: Upstream, started: AsyncDisposableStack) {
  if (upstream.kind === 'mx') {
    const { baseUrl, clientId, apiKey } = upstream;
    return { baseUrl, clientId, apiKey: String(apiKey.reveal()) };
  }
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  const sandbox = started.use(await startSandbox());
  return { baseUrl: sandbox.url, clientId: sandbox.clientId, apiKey: sandbox.apiKey };
}
