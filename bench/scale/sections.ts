import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedProcess } from '../measure/processes.ts';
import { quantile } from '../measure/quantiles.ts';
import { signServiceToken } from '../measure/tokens.ts';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs, rssKb } from '../measure/usage.ts';
import { memberOf, startReplica, type Times, watch, type Watching, WEBHOOKS } from './cluster.ts';
import { type Redis, startRedis } from './redis.ts';
import { measureRest, type Rest } from './rest.ts';

export interface ScaleSettings {
  readonly members: number;
  readonly restMs: number;
  readonly changes: number;
}

export interface Layout {
  readonly replicas: number;
  readonly hasRedis: boolean;
  readonly watching: Watching;
}

export interface LayoutFigures extends Layout {
  readonly members: number;
  readonly rest: Rest;
  /** Memory of one replica for each of its watchers, in KB. */
  readonly kbEach: number;
  /** Memory of Redis for each member, in bytes. */
  readonly redisBytesEach: number;
  /** From the first to the last replica that tells of a change of one member, in milliseconds. */
  readonly spreadMs: { readonly p50: number; readonly p99: number };
  /** From a change at MX to the watcher. */
  readonly newsMs: { readonly p50: number; readonly p99: number };
  /** Watchers that did not hear of a change. */
  readonly missed: number;
}

/** After the start, watchers are all read once; then their polls spread. */
const SETTLE_MS = 8_000;
const CHANGE_MS = 30_000;
const STATUSES = ['RESUMED', 'UPDATED', 'CREATED', 'CONNECTED'];
/** Here the rate of MX is not to be what is measured. */
const UNLIMITED = { MX_READS_PER_SECOND: '100000' };

interface Started extends AsyncDisposable {
  readonly replicas: readonly StartedProcess[];
  readonly redis: Redis | null;
}

async function start(
  { replicas: count, hasRedis }: Layout,
  upstream: Upstream,
  env: Readonly<Record<string, string>> = UNLIMITED,
): Promise<Started> {
  await upstream.set({ connectionStatus: 'CONNECTED', isBeingAggregated: true });
  const redis = hasRedis ? await startRedis() : null;
  const all = { ...env, ...(redis !== null && { REDIS_URL: redis.url }) };
  const replicas: StartedProcess[] = [];
  for (let at = 0; at < count; at += 1) replicas.push(await startReplica(upstream.url, all));
  return {
    replicas,
    redis,
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map(({ stop }) => stop()));
      redis?.stop();
    },
  };
}

/** The times of one change, in milliseconds after it. */
const flat = (times: Times, since: number) =>
  times.flat().flatMap((time) => (time === undefined ? [] : [time - since]));

export async function measureLayout(
  layout: Layout,
  upstream: Upstream,
  { members, restMs, changes }: ScaleSettings,
): Promise<LayoutFigures> {
  await using started = await start(layout, upstream);
  const { replicas, redis } = started;
  const first = await watch(replicas, replicas.length, layout.watching);
  first.close();
  await sleep(1_000);
  const kbBefore = replicas.map(({ pid }) => rssKb(pid));
  const bytesBefore = (await redis?.info())?.get('used_memory') ?? 0;
  const watchers = await watch(replicas, members, layout.watching);
  await sleep(SETTLE_MS);
  const rest = await measureRest(replicas, redis, upstream, restMs);
  const kbAfter = replicas.map(({ pid }) => rssKb(pid));
  const bytesAfter = (await redis?.info())?.get('used_memory') ?? 0;
  const spreads: number[] = [];
  const news: number[] = [];
  let missed = 0;
  for (let i = 0; i < changes; i += 1) {
    const at = performance.now();
    const events = watchers.nextEvents(CHANGE_MS);
    await upstream.set({ connectionStatus: STATUSES[i % STATUSES.length] ?? '' });
    const times = await events;
    const told = flat(times, at);
    news.push(...told);
    missed += watchers.each * replicas.length - told.length;
    for (const each of times) {
      const heard = (each ?? []).filter((time) => time !== undefined);
      if (heard.length > 1) spreads.push(Math.max(...heard) - Math.min(...heard));
    }
  }
  watchers.close();
  const growth = kbAfter.map((kb, at) => (kb - (kbBefore[at] ?? 0)) / watchers.each);
  return {
    ...layout,
    members,
    rest,
    kbEach: growth.reduce((sum, kb) => sum + kb, 0) / growth.length,
    redisBytesEach: (bytesAfter - bytesBefore) / members,
    spreadMs: { p50: quantile(spreads, 0.5), p99: quantile(spreads, 0.99) },
    newsMs: { p50: quantile(news, 0.5), p99: quantile(news, 0.99) },
    missed: missed + watchers.lost(),
  };
}

export interface TakeoverFigures {
  readonly members: number;
  /** From the kill, during a change, to the watchers of members that the killed replica polled. */
  readonly orphanedMs: { readonly p50: number; readonly max: number };
  /** To those of the other members. */
  readonly othersMs: { readonly p50: number; readonly max: number };
  readonly missed: number;
  /** Calls to MX in flight at most. */
  readonly mostAtOnce: number;
}

/** One of three replicas is killed, and everything changes at the same moment. */
export async function measureTakeover(
  upstream: Upstream,
  { members }: ScaleSettings,
): Promise<TakeoverFigures> {
  const layout = { replicas: 3, hasRedis: true, watching: 'everywhere' } as const;
  await using started = await start(layout, upstream);
  const { replicas } = started;
  const watchers = await watch(replicas, members, 'everywhere');
  await sleep(SETTLE_MS);
  await upstream.set();
  const events = watchers.nextEvents(CHANGE_MS, [1, 2]);
  const at = performance.now();
  process.kill(replicas[0]?.pid ?? 0, 'SIGKILL');
  await upstream.set({ connectionStatus: 'UPDATED' });
  const times = await events;
  const { mostAtOnce } = await upstream.set();
  const heard = (isOrphaned: boolean) =>
    flat(
      times.filter((_, member) => (member % 3 === 0) === isOrphaned).map((each) => each.slice(1)),
      at,
    );
  const [orphaned, others] = [heard(true), heard(false)];
  watchers.close();
  return {
    members,
    orphanedMs: { p50: quantile(orphaned, 0.5), max: quantile(orphaned, 1) },
    othersMs: { p50: quantile(others, 0.5), max: quantile(others, 1) },
    missed: 2 * members - orphaned.length - others.length,
    mostAtOnce,
  };
}

export interface BulletinFigures {
  /** CPU time of one webhook about a member whom nobody watches, in microseconds. */
  readonly receiverUs: number;
  readonly otherUs: number;
  readonly redisUs: number;
}

const BULLETINS = 2_000;

export async function measureBulletins(upstream: Upstream): Promise<BulletinFigures> {
  await using started = await start({ replicas: 3, hasRedis: true, watching: 'spread' }, upstream);
  const { replicas, redis } = started;
  const pids = [...replicas.map(({ pid }) => pid), redis?.pid ?? 0];
  const send = async (count: number) => {
    for (let i = 0; i < count; i += 1) await postWebhook(replicas[0]?.url ?? '', i);
    await sleep(500);
  };
  await send(200);
  const restBefore = pids.map(cpuUs);
  await sleep(2_000);
  const rest = pids.map((pid, at) => (cpuUs(pid) - (restBefore[at] ?? 0)) / 2_000);
  const startedAt = performance.now();
  const before = pids.map(cpuUs);
  await send(BULLETINS);
  const ms = performance.now() - startedAt;
  const [receiverUs = 0, one = 0, other = 0, redisUs = 0] = pids.map(
    (pid, at) => (cpuUs(pid) - (before[at] ?? 0) - (rest[at] ?? 0) * ms) / BULLETINS,
  );
  return { receiverUs, otherUs: (one + other) / 2, redisUs };
}

async function postWebhook(url: string, index: number): Promise<void> {
  const { username, password } = WEBHOOKS;
  const { userGuid, memberGuid } = memberOf(1_000_000 + index);
  const response = await fetch(new URL('/webhooks/mx', url), {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      type: 'CONNECTION_STATUS',
      action: 'CHANGED',
      user_guid: userGuid,
      member_guid: memberGuid,
      connection_status: 'DENIED',
      connection_status_id: 2,
    }),
  });
  await response.body?.cancel();
  if (response.status !== 204) throw new Error(`A webhook got ${response.status}`);
}

export interface LimitFigures {
  readonly members: number;
  readonly rate: number;
  /** Polls per second that the members would need. */
  readonly wanted: number;
  /** Calls per second that MX got. */
  readonly calls: number;
  /** From a change at MX to the watcher. */
  readonly newsMs: { readonly p50: number; readonly p99: number };
  readonly missed: number;
  readonly queryMs: { readonly p50: number; readonly p99: number };
  readonly failedQueries: number;
}

const QUERY_MS = 100;

/** Members need more polls than MX allows, while others query. */
export async function measureLimit(
  upstream: Upstream,
  { members, restMs }: ScaleSettings,
): Promise<LimitFigures> {
  const wanted = members / 3.3;
  const rate = Math.round(wanted / 4);
  const layout = { replicas: 2, hasRedis: true, watching: 'spread' } as const;
  await using started = await start(layout, upstream, { MX_READS_PER_SECOND: String(rate) });
  const { replicas } = started;
  const watchers = await watch(replicas, members, 'spread');
  await sleep(3 * SETTLE_MS);
  const queries: number[] = [];
  let failedQueries = 0;
  const token = await signServiceToken();
  const before = { calls: (await upstream.set()).calls, at: performance.now() };
  const end = before.at + 2 * restMs;
  const change = (async () => {
    const at = performance.now();
    const events = watchers.nextEvents(4 * CHANGE_MS);
    await upstream.set({ connectionStatus: 'UPDATED' });
    return flat(await events, at);
  })();
  for (let i = 0; performance.now() < end; i += 1) {
    const at = performance.now();
    if (!(await query(replicas[i % 2]?.url ?? '', token, 100_000 + i))) failedQueries += 1;
    queries.push(performance.now() - at);
    await sleep(QUERY_MS);
  }
  const calls =
    ((await upstream.set()).calls - before.calls) / ((performance.now() - before.at) / 1_000);
  const news = await change;
  watchers.close();
  return {
    members,
    rate,
    wanted,
    calls,
    newsMs: { p50: quantile(news, 0.5), p99: quantile(news, 0.99) },
    missed: members - news.length + watchers.lost(),
    queryMs: { p50: quantile(queries, 0.5), p99: quantile(queries, 0.99) },
    failedQueries,
  };
}

async function query(url: string, token: string, index: number): Promise<boolean> {
  const { userGuid } = memberOf(index);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: 'query ($guid: ID!) { user(guid: $guid) { members { nodes { guid } } } }',
      variables: { guid: userGuid },
    }),
  });
  const text = await response.text();
  return response.status === 200 && !text.includes('"errors"');
}
