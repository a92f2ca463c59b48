import { describe, expect, test } from 'vitest';
import { BEAT_MS, LEASE_MS } from '../../src/shared/shared-state.ts';
import { hasRedis, isRedisRequired } from '../support/redis-server.ts';
import {
  type Cluster,
  countPolls,
  MEAN_POLL_MS,
  POLL_MS,
  type Replica,
  startCluster,
  untilAllKnow,
  watchAll,
  type Watching,
} from './cluster.ts';
import { startQueries } from './queries.ts';

if (!hasRedis) console.warn('Replicas are not tested: there is no redis-server.');

const MEMBERS = 30;
/** A hundred in the nightly run. */
const RESTARTS = process.env['MODE'] === 'nightly' ? 100 : 8;
const patient = { timeout: 120_000 + RESTARTS * 10_000 };
const soon = { timeout: 30_000, interval: 10 };
/** What a busy machine may add to a pause. */
const MACHINE_MS = 2_000;

const nobodyFailed = (watched: readonly Watching[]) =>
  expect(
    watched.flatMap(({ told }) => told.flat().filter((status) => status.includes('error'))),
  ).toEqual([]);

const nobodyHeardTwice = (watched: readonly Watching[]) =>
  expect(
    watched.flatMap(({ told }) =>
      told.flatMap((seen) => seen.filter((status, at) => status === seen[at - 1])),
    ),
  ).toEqual([]);

/** The longest time between two polls, from this moment on. */
const longestGap = (times: readonly number[], from: number) =>
  Math.max(...times.map((time, at) => (time < from ? 0 : time - (times[at - 1] ?? time))));

/**
 * Three replicas, and three watchers of each member at each of them. The first replica polls all
 * members, and its watchers are the first three.
 */
async function startWatchedReplicas(cluster: Cluster) {
  cluster.setAll('CONNECTED', true);
  const [poller, ...listeners] = await Promise.all([
    cluster.start(),
    cluster.start(),
    cluster.start(),
  ]);
  const watch = ({ url }: Replica) =>
    Array.from({ length: 3 }, () => watchAll(() => url, cluster.members));
  const watched = watch(poller);
  await untilAllKnow(watched, 'CONNECTED');
  watched.push(...listeners.flatMap(watch));
  await untilAllKnow(watched, 'CONNECTED');
  return { poller, watched };
}

describe.skipIf(!hasRedis && !isRedisRequired)('three replicas', patient, () => {
  test('they poll 30 members as often as one, and a change reaches all 270 watchers', async () => {
    await using cluster = await startCluster(MEMBERS);
    const { watched } = await startWatchedReplicas(cluster);
    const startedAt = performance.now();
    const before = countPolls(cluster);
    await expect.poll(() => countPolls(cluster) - before, soon).toBeGreaterThan(20 * MEMBERS);
    const polls = countPolls(cluster) - before;
    const asOne = ((performance.now() - startedAt) / MEAN_POLL_MS) * MEMBERS;
    expect(polls).toBeLessThan(1.05 * asOne + MEMBERS);
    cluster.setAll('DENIED');
    await untilAllKnow(watched, 'DENIED');
    nobodyFailed(watched);
    nobodyHeardTwice(watched);
    for (const each of watched) await each[Symbol.asyncDispose]();
  });

  test('when a poller is killed, the others poll its members within a lease', async () => {
    await using cluster = await startCluster(MEMBERS);
    const { poller, watched } = await startWatchedReplicas(cluster);
    const killedAt = performance.now();
    poller.process.kill('SIGKILL');
    await poller.process.exited;
    const all = () => [...cluster.polls.values()];
    const since = (times: readonly number[]) =>
      times.filter((time) => time > killedAt + 2 * POLL_MS);
    await expect.poll(() => all().every((times) => since(times).length > 2), soon).toBe(true);
    const gaps = all().map((times) => longestGap(times, killedAt - POLL_MS));
    // The killed replica has polled all of them, or this test shows nothing.
    expect(Math.min(...gaps)).toBeGreaterThan(3 * POLL_MS);
    expect(Math.max(...gaps)).toBeLessThan(LEASE_MS + BEAT_MS + POLL_MS + MACHINE_MS);
    cluster.setAll('DENIED');
    const left = watched.slice(3);
    await untilAllKnow(left, 'DENIED');
    nobodyFailed(left);
    nobodyHeardTwice(left);
    for (const each of watched) await each[Symbol.asyncDispose]();
  });

  test('a poller that stood still for longer than a lease tells nobody what was true before', async () => {
    await using cluster = await startCluster(MEMBERS);
    const { poller: frozen, watched } = await startWatchedReplicas(cluster);
    frozen.process.kill('SIGSTOP');
    const stoppedAt = performance.now();
    cluster.setAll('PREVENTED', true);
    const others = watched.slice(3);
    await untilAllKnow(others, 'PREVENTED');
    cluster.setAll('DENIED', true);
    await untilAllKnow(others, 'DENIED');
    await expect.poll(() => performance.now() - stoppedAt, soon).toBeGreaterThan(2 * LEASE_MS);
    frozen.process.kill('SIGCONT');
    await untilAllKnow(watched, 'DENIED');
    cluster.setAll('IMPEDED');
    await untilAllKnow(watched, 'IMPEDED');
    for (const { told } of others) {
      for (const seen of told)
        expect(seen).toEqual(['CONNECTED', 'PREVENTED', 'DENIED', 'IMPEDED']);
    }
    nobodyFailed(watched);
    for (const each of watched) await each[Symbol.asyncDispose]();
  });

  test('Redis is killed, restarted, emptied and frozen, and all watchers hear each state', async () => {
    await using cluster = await startCluster(MEMBERS);
    const { watched } = await startWatchedReplicas(cluster);
    const { redis } = cluster;
    await redis.kill();
    cluster.setAll('PREVENTED', true);
    await untilAllKnow(watched, 'PREVENTED');
    await redis.restart();
    cluster.setAll('DENIED', true);
    await untilAllKnow(watched, 'DENIED');
    await redis.flush();
    cluster.setAll('IMPEDED', true);
    await untilAllKnow(watched, 'IMPEDED');
    redis.freeze();
    cluster.setAll('REJECTED', true);
    await untilAllKnow(watched, 'REJECTED');
    redis.thaw();
    cluster.setAll('CONNECTED');
    await untilAllKnow(watched, 'CONNECTED');
    expect(watched.length).toBe(9);
    nobodyFailed(watched);
    nobodyHeardTwice(watched);
    for (const each of watched) await each[Symbol.asyncDispose]();
  });

  test('watchers move to another replica when theirs restarts under load, and miss nothing', async () => {
    await using cluster = await startCluster(MEMBERS);
    cluster.setAll('CONNECTED', true);
    const replicas: Replica[] = await Promise.all([
      cluster.start(),
      cluster.start(),
      cluster.start(),
    ]);
    let connections = 0;
    const next = () => {
      connections += 1;
      return replicas[connections % replicas.length]?.url ?? '';
    };
    const watched = Array.from({ length: 9 }, () => watchAll(next, cluster.members));
    await untilAllKnow(watched, 'CONNECTED');
    await using queries = startQueries(next);
    const statuses = ['DENIED', 'PREVENTED', 'IMPEDED', 'REJECTED', 'CONNECTED'];
    for (let round = 0; round < RESTARTS; round += 1) {
      const at = Math.floor(Math.random() * replicas.length);
      const [ended] = replicas.splice(at, 1);
      ended?.process.kill(round % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
      const status = statuses[round % statuses.length] ?? '';
      cluster.setAll(status, true);
      replicas.push(await cluster.start());
      await untilAllKnow(watched, status);
      const code = await ended?.process.exited;
      expect(code).toBe(round % 2 === 0 ? 0 : null);
    }
    expect(queries.failed).toEqual([]);
    expect(queries.answered()).toBeGreaterThan(10 * RESTARTS);
    nobodyFailed(watched);
    nobodyHeardTwice(watched);
    for (const each of watched) await each[Symbol.asyncDispose]();
  });
});
