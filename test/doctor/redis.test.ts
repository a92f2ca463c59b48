import { createClient } from '@redis/client';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { freePort } from '../support/ports.ts';
import { hasRedis, isRedisRequired, startRedis } from '../support/redis-server.ts';
import { examineEnv, withMx } from './examining.ts';

async function examineRedisAt(url: string, stepMs?: number) {
  await using sandbox = await startSandbox();
  return await examineEnv(
    withMx(sandbox.url, { REDIS_URL: url }),
    stepMs === undefined ? {} : { stepMs },
  );
}

describe.skipIf(!hasRedis && !isRedisRequired)('a Redis that responds', () => {
  test('a Redis that fits is described', async () => {
    await using redis = await startRedis();
    const { about, unwell } = await examineRedisAt(redis.url);
    expect(unwell()).toEqual([]);
    expect(about('redis')).toMatch(
      /^ok: Redis \d+\.\d+\.\d+ at .* replies in [\d.]+ ms \(noeviction\)/,
    );
  });

  test('a Redis that evicts keys is named', async () => {
    await using redis = await startRedis([
      '--maxmemory',
      '64mb',
      '--maxmemory-policy',
      'allkeys-lru',
    ]);
    const { about, unwell } = await examineRedisAt(redis.url);
    expect(unwell()).toEqual(['redis']);
    expect(about('redis')).toMatch(
      /^warning: .* evicts keys .*allkeys-lru.*→ Set maxmemory-policy/,
    );
  });

  test('a Redis without room is named', async () => {
    await using redis = await startRedis(['--maxmemory', '500kb']);
    const { about } = await examineRedisAt(redis.url);
    expect(about('redis')).toMatch(
      /^failed: .* is full: it has used [\d.]+ of 0\.5 MiB, and refuses writes/,
    );
  });

  test('a Redis that refuses writes is named, and nothing is written to find out', async () => {
    await using redis = await startRedis(['--min-replicas-to-write', '1']);
    const { about } = await examineRedisAt(redis.url);
    expect(about('redis')).toMatch(/^failed: .* has too few replicas, .*\(NOREPLICAS\)/);
    await using writable = await startRedis();
    await examineRedisAt(writable.url);
    const client = await createClient({ url: writable.url }).connect();
    expect(await client.dbSize()).toBe(0);
    client.destroy();
  });

  test('a Redis that is nearly full is named', async () => {
    await using redis = await startRedis();
    const client = await createClient({ url: redis.url }).connect();
    const used = Number(/^used_memory:(\d+)/m.exec(await client.info())?.[1]);
    await client.configSet('maxmemory', String(Math.round(used * 1.08)));
    client.destroy();
    const { about } = await examineRedisAt(redis.url);
    expect(about('redis')).toMatch(/^warning: .* has used [\d.]+ of [\d.]+ MiB/);
  });

  test('a password that the Redis does not want is named', async () => {
    await using redis = await startRedis();
    const { host } = new URL(redis.url);
    const { about, findings } = await examineRedisAt(`redis://:spare-password@${host}`);
    expect(about('redis')).toMatch(/^failed: .* wants no password.*→ Remove the password/);
    expect(JSON.stringify(findings)).not.toContain('spare-password');
  });

  test('a database that the Redis does not have is named', async () => {
    await using redis = await startRedis();
    const { about } = await examineRedisAt(`${redis.url}/99`);
    expect(about('redis')).toMatch(/^failed: .* does not have the database of REDIS_URL/);
  });

  test('a Redis without TLS is suspected if TLS gets no response', async () => {
    await using redis = await startRedis();
    const { host } = new URL(redis.url);
    const { about } = await examineRedisAt(`rediss://${host}`, 300);
    expect(about('redis')).toMatch(/does not respond in time .*→ .*redis:\/\/ instead of rediss:/);
  });

  test('a missing password and a wrong one are told apart, and not shown', async () => {
    await using redis = await startRedis(['--requirepass', 'right-password']);
    const { port } = new URL(redis.url);
    const missing = await examineRedisAt(redis.url);
    expect(missing.about('redis')).toContain('wants a password (NOAUTH)');
    const wrong = await examineRedisAt(`redis://:wrong-password@127.0.0.1:${port}`);
    expect(wrong.about('redis')).toContain('does not accept the user and the password');
    expect(JSON.stringify(wrong.findings)).not.toContain('wrong-password');
    const right = await examineRedisAt(`redis://:right-password@127.0.0.1:${port}`);
    expect(right.unwell()).toEqual([]);
  });

  test('a replica is named', async () => {
    await using redis = await startRedis(['--replicaof', '127.0.0.1 1']);
    const { about } = await examineRedisAt(redis.url);
    expect(about('redis')).toMatch(/^failed: .* is a replica/);
  });

  test('a Redis that hangs is named', async () => {
    await using redis = await startRedis();
    redis.freeze();
    const { about } = await examineRedisAt(redis.url, 300);
    redis.thaw();
    expect(about('redis')).toMatch(/^failed: Redis cannot be reached: .* does not respond in time/);
  });
});

test('a server that is no Redis, or wants TLS, is named', async () => {
  await using other = await startSandbox();
  const { about } = await examineRedisAt(other.url.replace('http:', 'redis:'));
  expect(about('redis')).toMatch(/the connection to .* was cut .*→ .*right scheme/);
});

test('a Redis that is away, or has no address, is named', async () => {
  const away = await examineRedisAt(`redis://127.0.0.1:${await freePort()}`);
  expect(away.about('redis')).toMatch(/^failed: Redis cannot be reached: nothing listens/);
  const unknown = await examineRedisAt('redis://redis.invalid:6379');
  expect(unknown.about('redis')).toMatch(/^failed: Redis cannot be reached: DNS has no address/);
});
