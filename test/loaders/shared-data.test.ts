import { afterAll, describe, expect, test } from 'vitest';
import { createSharedReads } from '../../src/loaders/batching/shared-reads.ts';
import { createSharedData } from '../../src/loaders/shared-data.ts';
import { createMxClient } from '../../src/mx/client.ts';
import type { ApiVersion } from '../../src/mx/endpoints.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createLink } from '../../src/shared/redis/link.ts';
import { joinFast } from '../shared/redis/joining.ts';
import {
  hasRedis,
  isRedisRequired,
  type RedisServer,
  startRedis,
} from '../support/redis-server.ts';

const CODE = 'mxbank';
const reader = { scope: { lane: 'USR-1' } };

describe.skipIf(!hasRedis && !isRedisRequired)('reference data that replicas share', () => {
  let server: Promise<RedisServer> | null = null;
  let count = 0;
  afterAll(async () => {
    await (await server)?.[Symbol.asyncDispose]();
  });

  /** Two replicas in front of one sandbox, and what is in Redis. */
  async function start(versions: readonly [ApiVersion, ApiVersion] = ['v20111101', 'v20111101']) {
    server ??= startRedis();
    const { url } = await server;
    count += 1;
    const namespace = `data-${count}`;
    const started = new AsyncDisposableStack();
    const sandbox = started.use(await startSandbox());

    async function join(apiVersion: ApiVersion) {
      const { cache } = started.use(await joinFast(url, { namespace }));
      const { url: baseUrl, clientId, apiKey } = sandbox;
      const mx = started.use(
        createMxClient({ baseUrl, clientId, apiKey, apiVersion, timeoutMs: 5_000 }),
      );
      const sharedReads = createSharedReads(mx);
      return createSharedData({ mx, cache, sharedReads, now: () => performance.now() });
    }

    const first = await join(versions[0]);
    const second = await join(versions[1]);
    const link = createLink({
      ...{ url, timeoutMs: 5_000, deadMs: 60_000, onMessage() {}, onTrouble() {} },
    });
    started.defer(link.close);
    await link.connected;
    const keys = async () => {
      const found = await link.run('KEYS', `mxgw:*:${namespace}:cache/*`);
      return (Array.isArray(found) ? found.map(String) : []).filter(
        (key) => !key.endsWith('/lock'),
      );
    };
    const calls = () => sandbox.calls.length;
    return {
      ...{ first, second, calls, keys, run: link.run },
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  }

  test('what one replica has read from MX is not read by the others, and is the same there', async () => {
    await using t = await start();
    const institution = await t.first.institution(CODE, reader);
    const credentials = await t.first.institutionCredentials(CODE, reader);
    expect(institution).toMatchObject({ code: CODE });
    const before = t.calls();
    expect(await t.second.institution(CODE, reader)).toEqual(institution);
    expect(await t.second.institutionCredentials(CODE, reader)).toEqual(credentials);
    expect(t.calls()).toBe(before);
  });

  test('what MX does not have is asked for by each replica', async () => {
    await using t = await start();
    expect(await t.first.institution('nothing', reader)).toBeNull();
    expect(await t.second.institution('nothing', reader)).toBeNull();
    expect(t.calls()).toBe(2);
    expect(await t.keys()).toEqual([]);
  });

  test('the two versions of MX are kept apart', async () => {
    await using t = await start(['v20111101', 'v20250224']);
    expect(await t.first.institution(CODE, reader)).toMatchObject({ supportedProducts: null });
    expect(await t.second.institution(CODE, reader)).toMatchObject({
      supportedProducts: expect.any(Array),
    });
  });

  test.for([
    ['no JSON', () => '{"code":'],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['another institution', (text: string) => text.replace(`"${CODE}"`, '"chase"')],
    ['a field of another type', (text: string) => text.replace(/"name":"[^"]*"/u, '"name":7')],
    ['one field less', (text: string) => text.replace(/"name":"[^"]*",/u, '')],
    ['one field more', (text: string) => text.replace('{', '{"more":1,')],
  ] as const)('instead of %s, the replica reads MX', async ([, spoil]) => {
    await using t = await start();
    const institution = await t.first.institution(CODE, reader);
    const [key = ''] = await t.keys();
    const text = String(await t.run('GET', key));
    expect(spoil(text)).not.toBe(text);
    await t.run('SET', key, spoil(text), 'PX', '60000');
    expect(await t.second.institution(CODE, reader)).toEqual(institution);
    expect(t.calls()).toBe(2);
  });
});
