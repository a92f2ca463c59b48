import { describe, expect, test } from 'vitest';
import type { SharedHealth } from '../../../src/shared/shared-state.ts';
import { hasRedis, isRedisRequired, startRedis } from '../../support/redis-server.ts';
import { listenTo, until } from '../listening.ts';
import { joinFast } from './joining.ts';

describe.skipIf(!hasRedis && !isRedisRequired)('Redis that pauses', () => {
  test('a Redis that does not answer holds nobody up, and is used again when it does', async () => {
    await using server = await startRedis();
    await using state = await joinFast(server.url, { timeoutMs: 100 });
    const listening = listenTo(state, 'status/1');
    await listening.lease();
    server.freeze();
    await until(() => state.health() === 'away');
    const startedAt = performance.now();
    for (let i = 0; i < 100; i += 1) expect(await listening.feed.take()).toBe('away');
    const cached = await state.cache.read('a', { ttlMs: 9, load: async () => 'own' });
    expect(cached).toMatchObject({ text: 'own' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    server.thaw();
    await until(() => state.health() === 'up');
    await listening.lease();
  });

  test('a process that stood still finds the replies that came meanwhile', async () => {
    await using server = await startRedis();
    const health: SharedHealth[] = [];
    const onHealth = (now: SharedHealth) => void health.push(now);
    await using state = await joinFast(server.url, { timeoutMs: 400, onHealth });
    const listening = listenTo(state, 'status/1');
    // Redis knows the scripts from now on.
    await listening.feed.release(await listening.lease());
    const taken = listening.feed.take();
    // The request is on its way before the process stops.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    expect(await taken).toMatchObject({ fence: 2 });
    expect(health).toEqual(['up']);
  });

  test('after a pause of Redis, the poller is asked for what it could not tell', async () => {
    await using server = await startRedis();
    await using state = await joinFast(server.url, { timeoutMs: 100 });
    const poller = listenTo(state, 'status/1');
    await poller.opened();
    const lease = await poller.lease();
    server.freeze();
    expect(await poller.feed.publish(lease, () => ({ text: 'a', mark: '' }))).toBe('away');
    server.thaw();
    await until(() => poller.wants() === 1);
    expect(await poller.feed.publish(lease, () => ({ text: 'a', mark: '' }))).toBe('published');
  });
});
