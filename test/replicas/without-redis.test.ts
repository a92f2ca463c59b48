import { describe, expect, test } from 'vitest';
import { hasRedis, isRedisRequired } from '../support/redis-server.ts';
import { untilAllCount, untilReady } from './clients.ts';
import { countPolls, MEAN_POLL_MS, startCluster, untilAllKnow, watchAll } from './cluster.ts';

const MEMBERS = 10;
const soon = { timeout: 30_000, interval: 10 };

describe.skipIf(!hasRedis && !isRedisRequired)('without Redis', { timeout: 60_000 }, () => {
  test('replicas that lose Redis poll together about as often as with it', async () => {
    await using cluster = await startCluster(MEMBERS);
    cluster.setAll('CONNECTED', true);
    const replicas = [await cluster.start(), await cluster.start(), await cluster.start()];
    await using opened = new AsyncDisposableStack();
    const watched = replicas.map(({ url }) => opened.use(watchAll(() => url, cluster.members)));
    await untilAllKnow(watched, 'CONNECTED');
    await untilAllCount(replicas);
    await cluster.redis.kill();
    await untilReady(replicas, 'degraded');
    // Each replica has just read once for itself.
    const started = countPolls(cluster);
    await expect.poll(() => countPolls(cluster) - started, soon).toBeGreaterThan(4 * MEMBERS);
    const startedAt = performance.now();
    const before = countPolls(cluster);
    await expect.poll(() => countPolls(cluster) - before, soon).toBeGreaterThan(20 * MEMBERS);
    const polls = countPolls(cluster) - before;
    const asOne = ((performance.now() - startedAt) / MEAN_POLL_MS) * MEMBERS;
    expect(polls).toBeLessThan(1.1 * asOne + 3 * MEMBERS);
    cluster.setAll('DENIED');
    await untilAllKnow(watched, 'DENIED');
  });

  test('a gateway starts without Redis, serves, and joins the others when Redis is there', async () => {
    await using cluster = await startCluster(MEMBERS);
    cluster.setAll('CONNECTED', true);
    await cluster.redis.kill();
    const replicas = [await cluster.start(), await cluster.start()];
    await untilReady(replicas, 'degraded');
    await using opened = new AsyncDisposableStack();
    const watched = replicas.map(({ url }) => opened.use(watchAll(() => url, cluster.members)));
    await untilAllKnow(watched, 'CONNECTED');
    await cluster.redis.restart();
    await untilReady(replicas, 'ready');
    cluster.setAll('DENIED', true);
    await untilAllKnow(watched, 'DENIED');
    const startedAt = performance.now();
    const before = countPolls(cluster);
    await expect.poll(() => countPolls(cluster) - before, soon).toBeGreaterThan(20 * MEMBERS);
    const polls = countPolls(cluster) - before;
    const asOne = ((performance.now() - startedAt) / MEAN_POLL_MS) * MEMBERS;
    expect(polls).toBeLessThan(1.05 * asOne + 3 * MEMBERS);
    for (const { process } of replicas) {
      const health = process.lines().filter((line) => line.includes('"event":"shared-state"'));
      expect(health.map((line) => (JSON.parse(line) as { health: string }).health)).toEqual([
        'away',
        'up',
      ]);
    }
  });
});
