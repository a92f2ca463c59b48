import { afterAll, describe, expect, test } from 'vitest';
import { createLink } from '../../../src/shared/redis/link.ts';
import { MAX_CACHED_BYTES } from '../../../src/shared/shared-cache.ts';
import {
  hasRedis,
  isRedisRequired,
  type RedisServer,
  startRedis,
} from '../../support/redis-server.ts';
import { until } from '../listening.ts';
import { joinFast } from './joining.ts';

const TTL_MS = 60_000;

describe.skipIf(!hasRedis && !isRedisRequired)('the cache in Redis', () => {
  let server: Promise<RedisServer> | null = null;
  let count = 0;
  afterAll(async () => {
    await (await server)?.[Symbol.asyncDispose]();
  });

  /** Two replicas, what they have loaded, and Redis itself. */
  async function start() {
    server ??= startRedis();
    const { url } = await server;
    count += 1;
    const namespace = `cache-${count}`;
    const started = new AsyncDisposableStack();
    const replicas = [
      started.use(await joinFast(url, { namespace })),
      started.use(await joinFast(url, { namespace })),
    ] as const;
    const link = createLink({
      ...{ url, timeoutMs: 5_000, deadMs: 60_000, onMessage() {}, onTrouble() {} },
    });
    started.defer(link.close);
    await link.connected;
    const loads: string[] = [];
    const read = async (replica: 0 | 1, key: string, text: string | null = `${key} ${replica}`) =>
      replicas[replica].cache.read(key, {
        ttlMs: TTL_MS,
        async load() {
          loads.push(`${key} ${replica}`);
          return text;
        },
      });
    const keys = async () => {
      const found = await link.run('KEYS', `mxgw:*:${namespace}:cache/*`);
      return Array.isArray(found) ? found.map(String) : [];
    };
    return {
      ...{ replicas, read, loads, keys, run: link.run },
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  }

  test('a text that one replica has loaded is read by the others', async () => {
    await using t = await start();
    expect(await t.read(0, 'a')).toEqual({ text: 'a 0', ageMs: 0 });
    expect(await t.read(1, 'a')).toMatchObject({ text: 'a 0' });
    expect(t.loads).toEqual(['a 0']);
  });

  test('of replicas that need a text at once, one loads it', async () => {
    await using t = await start();
    const all = Array.from({ length: 10 }, (_, i) => t.read(i % 2 === 0 ? 0 : 1, 'a'));
    const texts = new Set((await Promise.all(all)).map((each) => each?.text));
    expect(texts.size).toBe(1);
    expect(t.loads).toHaveLength(1);
  });

  test('the age of a text is known to the replica that reads it', async () => {
    await using t = await start();
    await t.read(0, 'a');
    const [key = ''] = await t.keys();
    await t.run('PEXPIRE', key, '20000');
    const { ageMs = 0 } = (await t.read(1, 'a')) ?? {};
    expect(ageMs).toBeGreaterThanOrEqual(40_000);
    expect(ageMs).toBeLessThanOrEqual(TTL_MS);
  });

  test('a text that one replica forgets is loaded again by all', async () => {
    await using t = await start();
    await t.read(0, 'a');
    await t.replicas[1].cache.forget(['a', 'b']);
    await t.read(0, 'a');
    expect(t.loads).toEqual(['a 0', 'a 0']);
  });

  test('a failed load is tried again by the next replica at once', async () => {
    await using t = await start();
    const failing = t.replicas[0].cache.read('a', {
      ttlMs: TTL_MS,
      load: () => Promise.reject(new Error('MX is down')),
    });
    await expect(failing).rejects.toThrow('MX is down');
    expect(await t.read(1, 'a')).toMatchObject({ text: 'a 1' });
  });

  test('a text that is too long and null are not kept, and no lock is left', async () => {
    await using t = await start();
    const long = 'x'.repeat(MAX_CACHED_BYTES + 1);
    expect((await t.read(0, 'long', long))?.text).toBe(long);
    expect(await t.read(0, 'none', null)).toBeNull();
    expect(await t.read(1, 'long', 'short')).toMatchObject({ text: 'short' });
    expect(await t.read(1, 'none')).toMatchObject({ text: 'none 1' });
    await until(async () => (await t.keys()).length === 2);
  });
});
