import { type Client, createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { type GatewayProcess, spawnGateway } from '../support/process.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

export const POLL_MS = 300;
/** The pauses between two polls are up to a fifth longer than their minimum. */
export const MEAN_POLL_MS = 1.1 * POLL_MS;

export interface Replica {
  readonly process: GatewayProcess;
  readonly url: string;
}

export interface Watching extends AsyncDisposable {
  /** What the watcher of each member was told, in order. Failures are words with `error`. */
  readonly told: readonly (readonly string[])[];
  /** True if this is the last status that each watcher was told. */
  readonly allKnow: (status: string) => boolean;
}

export interface Cluster extends AsyncDisposable {
  readonly redis: RedisServer;
  readonly sandbox: Sandbox;
  readonly user: { readonly guid: string; readonly id: string };
  readonly members: readonly { readonly guid: string; readonly id: string }[];
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<Replica>;
  /** When MX got the status calls of each member, by guid, on the monotonic clock. */
  readonly polls: ReadonlyMap<string, readonly number[]>;
  /** Leaves all members in a status. */
  readonly setAll: (status: string, isBeingAggregated?: boolean) => void;
}

/** Replicas as processes, which share one Redis and one MX. */
export async function startCluster(memberCount: number): Promise<Cluster> {
  await using started = new AsyncDisposableStack();
  const polls = new Map<string, number[]>();
  const sandbox = started.use(
    await startSandbox({
      onRequest({ path }) {
        const guid = /members\/([^/]+)\/status$/.exec(path)?.[1];
        if (guid !== undefined) polls.set(guid, [...(polls.get(guid) ?? []), performance.now()]);
      },
    }),
  );
  const redis = started.use(await startRedis());
  const userGuid = sandbox.control.addUser();
  const members = Array.from({ length: memberCount }, () => {
    const guid = sandbox.control.addMember(userGuid);
    return { guid, id: toGlobalId('Member', userGuid, guid) };
  });
  const running = started.move();

  return {
    redis,
    sandbox,
    user: { guid: userGuid, id: toGlobalId('User', userGuid) },
    members,
    async start(env = {}) {
      const gateway = running.use(
        spawnGateway({
          PORT: '0',
          MX_BASE_URL: sandbox.url,
          MX_CLIENT_ID: sandbox.clientId,
          MX_API_KEY: sandbox.apiKey,
          REDIS_URL: redis.url,
          STATUS_POLL_MS: String(POLL_MS),
          AUTH: 'none',
          ...env,
        }),
      );
      return { process: gateway, url: await gateway.started };
    },
    polls,
    setAll(status, isBeingAggregated = false) {
      for (const { guid } of members)
        sandbox.control.setStatus(guid, status, { isBeingAggregated });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export async function untilAllKnow(watched: readonly Watching[], status: string): Promise<void> {
  const doAllKnow = () => watched.every((each) => each.allKnow(status));
  await expect.poll(doAllKnow, { timeout: 30_000, interval: 10 }).toBe(true);
}

/** How often MX was asked for a status. */
export const countPolls = ({ polls }: Cluster): number => [...polls.values()].flat().length;

const DOCUMENT = `subscription ($id: ID!, $after: String) {
  memberStatus(memberId: $id, after: $after) { connectionStatusRaw revision }
}`;

/**
 * Watches each member once, on one socket that comes back with the last revisions.
 *
 * @param nextUrl the gateway of the next connection
 */
export function watchAll(nextUrl: () => string, members: Cluster['members']): Watching {
  const client = createClient({
    url: () => nextUrl().replace('http', 'ws'),
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: Infinity,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 30)),
    shouldRetry: () => true,
    onNonLazyError: () => {},
  });
  const told = members.map(({ id }) => watch(client, id));

  return {
    told,
    allKnow: (status) => told.every((statuses) => statuses.at(-1) === status),
    // A connection that cannot be made any more is not missed.
    [Symbol.asyncDispose]: async () => Promise.resolve(client.dispose()).catch(() => {}),
  };
}

function watch(client: Client, id: string): string[] {
  const statuses: string[] = [];
  let after: string | undefined;
  // The client reads the variables again after each reconnection.
  const variables = {
    id,
    get after() {
      return after;
    },
  };
  client.subscribe<{
    readonly memberStatus: { readonly connectionStatusRaw: string; readonly revision: string };
  }>(
    { query: DOCUMENT, variables },
    {
      next({ data, errors }) {
        if (data == null) return void statuses.push(`error ${errors?.[0]?.message}`);
        after = data.memberStatus.revision;
        statuses.push(data.memberStatus.connectionStatusRaw);
      },
      error: (error) => statuses.push(`error ${JSON.stringify(error)}`),
      complete: () => {},
    },
  );
  return statuses;
}
