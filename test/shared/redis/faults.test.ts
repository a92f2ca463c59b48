import { describe, expect, test } from 'vitest';
import { createLink } from '../../../src/shared/redis/link.ts';
import type { SharedHealth } from '../../../src/shared/shared-state.ts';
import { freePort } from '../../support/ports.ts';
import { hasRedis, isRedisRequired, startRedis } from '../../support/redis-server.ts';
import { type Listening, listenTo, until } from '../listening.ts';
import { joinFast, startRelay } from './joining.ts';

const write = (text: string) => () => ({ text, mark: '' });

/** False if the poller has no lease, or has lost it. */
async function publish({ feed }: Listening, text: string): Promise<boolean> {
  const lease = await feed.take();
  return typeof lease === 'object' && (await feed.publish(lease, write(text))) === 'published';
}

describe.skipIf(!hasRedis && !isRedisRequired)('Redis in trouble', () => {
  test('a replica starts without Redis, works alone, and joins the others when Redis is there', async () => {
    const health: SharedHealth[] = [];
    const port = await freePort();
    await using state = await joinFast(`redis://127.0.0.1:${port}`, {
      timeoutMs: 200,
      onHealth: (now) => health.push(now),
    });
    expect(state.health()).toBe('away');
    expect(state.replicas()).toBe(1);
    const listening = listenTo(state, 'status/1');
    expect(await listening.feed.take()).toBe('away');
    expect(await state.bulletins.publish(() => 'text')).toBeNull();
    expect(await state.createTries({ name: 'a', most: 1, windowMs: 9 }).take('x')).toBe('away');
    expect(await state.createPlaces({ name: 'a', most: 1 }).take('x')).not.toBeNull();
    expect(await state.cache.read('a', { ttlMs: 9, load: async () => 'own' })).toMatchObject({
      text: 'own',
    });
    await using server = await startRedis([], port);
    expect(server.url).toContain(String(port));
    await until(() => state.health() === 'up');
    await listening.lease();
    expect(health).toEqual(['away', 'up']);
  });

  test('after a crash of Redis all go on, and hear each other again', async () => {
    await using server = await startRedis();
    await using first = await joinFast(server.url);
    await using second = await joinFast(server.url);
    const poller = listenTo(first, 'status/1');
    const listener = listenTo(second, 'status/1');
    await listener.opened();
    const lease = await poller.lease();
    await poller.feed.publish(lease, write('a'));
    await until(() => listener.entries.length === 1);
    await server.kill();
    expect(await poller.feed.publish(lease, write('b'))).toBe('away');
    await until(() => first.health() === 'away' && second.health() === 'away');
    expect(await poller.feed.take()).toBe('away');
    await server.restart();
    await until(() => first.health() === 'up' && second.health() === 'up');
    // The first reading under a lease that Redis has lost is refused.
    await until(() => publish(poller, 'c'));
    await until(() => listener.entries.length === 2);
    expect(listener.entries[1]).toMatchObject({ text: 'c' });
  });

  test('a Redis that forgets everything is told again', async () => {
    await using server = await startRedis();
    await using first = await joinFast(server.url);
    await using second = await joinFast(server.url);
    const link = createLink({
      ...{ url: server.url, timeoutMs: 2_000, onMessage() {}, onTrouble() {} },
    });
    await link.connected;
    const poller = listenTo(first, 'status/1');
    const listener = listenTo(second, 'status/1');
    await listener.opened();
    const old = await poller.lease();
    await link.run('FLUSHALL');
    expect(await poller.feed.publish(old, write('a'))).toBe('refused');
    await until(() => first.replicas() === 2 && second.replicas() === 2);
    await until(async () => (await publish(poller, 'b')) && listener.entries.length > 0);
    expect(listener.entries[0]).toMatchObject({ text: 'b' });
    link.close();
  });

  test('a replica that was cut off reads on from where it was', async () => {
    await using server = await startRedis();
    await using first = await joinFast(server.url);
    await using second = await joinFast(server.url);
    const link = createLink({
      ...{ url: server.url, timeoutMs: 2_000, onMessage() {}, onTrouble() {} },
    });
    await link.connected;
    const heard: string[] = [];
    second.bulletins.listen((text) => heard.push(text));
    const poller = listenTo(first, 'status/1');
    const listener = listenTo(second, 'status/1');
    await listener.opened();
    const texts = Array.from({ length: 30 }, (_, i) => `text ${i}`);
    for (const [i, text] of texts.entries()) {
      await until(() => publish(poller, text));
      await first.bulletins.publish(() => text);
      // All connections for messages are cut off, again and again.
      if (i % 10 === 5) await link.run('CLIENT', 'KILL', 'TYPE', 'pubsub');
    }
    await until(() => listener.entries.length >= texts.length && heard.length >= 1);
    expect(listener.entries.map(({ text }) => text)).toEqual(texts);
    link.close();
  });

  test('a replica that could not report has lost its leases, and its late readings are refused', async () => {
    await using server = await startRedis();
    let offset = 0;
    // The first replica has stood still for a second, as far as its clock says.
    await using first = await joinFast(server.url, {
      monotonicNow: () => performance.now() + offset,
    });
    await using second = await joinFast(server.url);
    const poller = listenTo(first, 'status/1');
    const listener = listenTo(second, 'status/1');
    await listener.opened();
    const old = await poller.lease();
    offset = 20_000;
    expect(poller.feed.isHeld()).toBe(false);
    await until(async () => (await poller.feed.take()) !== 'away');
    // Under another name it is no longer the holder; the holder still counts as running.
    expect(await poller.feed.take()).toBe('taken');
    expect(await poller.feed.publish(old, write('late'))).toBe('refused');
  });

  test('when a poller has ended without a word, the others hear of it within a lease', async () => {
    await using server = await startRedis();
    const fast = { leaseMs: 2_000, beatMs: 50, timeoutMs: 500 };
    const relay = await startRelay(server.url);
    await using first = await joinFast(relay.url, fast);
    await using second = await joinFast(server.url, fast);
    const poller = listenTo(first, 'status/1');
    const listener = listenTo(second, 'status/1');
    await listener.opened();
    // A busy machine may be away for a moment.
    await until(async () => typeof (await poller.feed.take()) === 'object');
    await until(async () => (await listener.feed.take()) === 'taken');
    relay.cut();
    await until(() => listener.vacancies() > 0);
    await until(async () => typeof (await listener.feed.take()) === 'object');
    expect(second.replicas()).toBe(1);
  });

  test('dead connections are replaced, though nobody has closed them', async () => {
    await using server = await startRedis();
    const relay = await startRelay(server.url);
    await using first = await joinFast(relay.url, { timeoutMs: 100, deadMs: 400 });
    await using second = await joinFast(server.url);
    const listener = listenTo(first, 'status/1');
    await listener.opened();
    relay.stall();
    await until(() => first.health() === 'away');
    await until(() => first.health() === 'up');
    const poller = listenTo(second, 'status/1');
    await until(async () => (await publish(poller, 'a')) && listener.entries.length > 0);
    expect(listener.entries[0]).toMatchObject({ text: 'a' });
    relay.cut();
  });

  test('a new replica hears what the others were told just before', async () => {
    await using server = await startRedis();
    await using first = await joinFast(server.url);
    await first.bulletins.publish(() => 'a');
    await first.bulletins.publish(() => 'b');
    await using second = await joinFast(server.url);
    const heard: string[] = [];
    second.bulletins.listen((text) => void heard.push(text));
    await first.bulletins.publish(() => 'c');
    await until(() => heard.length === 3);
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['is a replica that takes no writes', ['CONFIG', 'SET', 'min-replicas-to-write', '3']],
    ['has no memory left', ['CONFIG', 'SET', 'maxmemory', '1']],
  ])('a Redis that %s counts as away', async (_what, command) => {
    await using server = await startRedis();
    await using state = await joinFast(server.url);
    const link = createLink({
      ...{ url: server.url, timeoutMs: 2_000, onMessage() {}, onTrouble() {} },
    });
    await link.connected;
    await link.run(...command);
    await until(() => state.health() === 'away');
    expect(await state.bulletins.publish(() => 'text')).toBeNull();
    const [, , name = ''] = command;
    await link.run('CONFIG', 'SET', name, '0');
    await until(() => state.health() === 'up');
    link.close();
  });

  test('a Redis that has forgotten the scripts gets them again', async () => {
    await using server = await startRedis();
    await using state = await joinFast(server.url);
    const link = createLink({
      ...{ url: server.url, timeoutMs: 2_000, onMessage() {}, onTrouble() {} },
    });
    await link.connected;
    await link.run('SCRIPT', 'FLUSH');
    await listenTo(state, 'status/1').lease();
    expect(state.health()).toBe('up');
    link.close();
  });

  test('a wrong password is like no Redis, and nothing of it is thrown', async () => {
    await using server = await startRedis(['--requirepass', 'right']);
    const url = server.url.replace('redis://', 'redis://:wrong@');
    await using state = await joinFast(url, { timeoutMs: 300 });
    expect(state.health()).toBe('away');
    await using good = await joinFast(server.url.replace('redis://', 'redis://:right@'));
    expect(good.health()).toBe('up');
  });

  test('a thousand feeds are opened and taken over without a stop', async () => {
    await using server = await startRedis();
    const first = await joinFast(server.url);
    await using second = await joinFast(server.url);
    const names = Array.from({ length: 1_000 }, (_, i) => `status/${i}`);
    const pollers = names.map((name) => listenTo(first, name));
    await Promise.all(pollers.map((each) => each.lease()));
    const listeners = names.map((name) => listenTo(second, name));
    await listeners.at(-1)?.opened();
    await first[Symbol.asyncDispose]();
    await until(() => listeners.every((each) => each.vacancies() > 0));
    const leases = await Promise.all(listeners.map((each) => each.lease()));
    expect(leases.length).toBe(1_000);
  });
});
