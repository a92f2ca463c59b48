import { afterAll, describe, expect, test } from 'vitest';
import { createSharedUserGuids } from '../../src/auth/shared-user-guids.ts';
import { createUserGuids, DISABLED } from '../../src/auth/user-guids.ts';
import { Secret } from '../../src/secret.ts';
import { createLink } from '../../src/shared/redis/link.ts';
import { joinFast } from '../shared/redis/joining.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  hasRedis,
  isRedisRequired,
  type RedisServer,
  startRedis,
} from '../support/redis-server.ts';

const ALICE = 'USR-11111111-1111-4111-8111-111111111111';
const BOB = 'USR-22222222-2222-4222-8222-222222222222';
const MAIL = 'alice@example.com';

describe.skipIf(!hasRedis && !isRedisRequired)('guids of users that replicas share', () => {
  let server: Promise<RedisServer> | null = null;
  let count = 0;
  afterAll(async () => {
    await (await server)?.[Symbol.asyncDispose]();
  });

  /** Two replicas, and users by external id. */
  async function start(users: Record<string, string | null>, secrets = ['key', 'key']) {
    server ??= startRedis();
    const { url } = await server;
    count += 1;
    const namespace = `guids-${count}`;
    const started = new AsyncDisposableStack();
    const clock = createManualClock();
    const asked: string[] = [];
    const held: (() => void)[] = [];
    const mx = { isSlow: false };

    async function join(replica: number, secret: string) {
      const { cache } = started.use(await joinFast(url, { namespace }));
      return createUserGuids({
        async findUserGuid(externalId) {
          asked.push(`${replica} ${externalId}`);
          const answer = users[externalId] ?? null;
          if (mx.isSlow) await new Promise<void>((resolve) => held.push(resolve));
          return answer;
        },
        sharedGuids: createSharedUserGuids({ cache, secret: new Secret(secret) }),
        monotonicNow: clock.monotonicNow,
      });
    }

    const [first, second] = await Promise.all(secrets.map((secret, i) => join(i + 1, secret)));
    if (first === undefined || second === undefined) throw new Error('two replicas');
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
    return {
      ...{ first, second, asked, mx, held, keys, users, run: link.run, advance: clock.advance },
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  }

  test('MX is asked once for all replicas', async () => {
    await using t = await start({ [MAIL]: ALICE });
    expect(await t.first.find(MAIL)).toBe(ALICE);
    expect(await t.second.find(MAIL)).toBe(ALICE);
    expect(t.asked).toEqual([`1 ${MAIL}`]);
  });

  test.for([null, DISABLED])('each replica asks about a user that is %j', async (answer) => {
    await using t = await start({ [MAIL]: answer });
    expect([await t.first.find(MAIL), await t.second.find(MAIL)]).toEqual([answer, answer]);
    expect(t.asked).toEqual([`1 ${MAIL}`, `2 ${MAIL}`]);
  });

  test('an answer of another replica is a minute old at most', async () => {
    await using t = await start({ [MAIL]: ALICE });
    await t.first.find(MAIL);
    const [key = ''] = await t.keys();
    await t.run('PEXPIRE', key, '30000');
    await t.second.find(MAIL);
    await t.run('DEL', key);
    t.users[MAIL] = DISABLED;
    // It was 20 s old.
    await t.advance(40_000);
    expect(await t.second.find(MAIL)).toBe(DISABLED);
    expect(t.asked).toEqual([`1 ${MAIL}`, `2 ${MAIL}`]);
  });

  test('a change at one replica is known there at once, and the others are asked no more', async () => {
    await using t = await start({ [MAIL]: ALICE });
    await t.first.find(MAIL);
    t.users[MAIL] = DISABLED;
    t.first.forget(ALICE);
    expect(await t.first.find(MAIL)).toBe(DISABLED);
    expect(await t.second.find(MAIL)).toBe(DISABLED);
  });

  test('a replica that has made a change trusts no text that another one adds later', async () => {
    await using t = await start({ [MAIL]: ALICE });
    await t.first.find(MAIL);
    const [key = ''] = await t.keys();
    const text = await t.run('GET', key);
    t.users[MAIL] = DISABLED;
    t.first.forget(ALICE);
    await t.run('SET', key, String(text), 'PX', '50000');
    expect(await t.first.find(MAIL)).toBe(DISABLED);
  });

  test('an answer that was on its way during a change is not shared', async () => {
    await using t = await start({ [MAIL]: ALICE });
    t.mx.isSlow = true;
    const before = t.first.find(MAIL);
    await expect.poll(() => t.held.length).toBe(1);
    t.first.forget(ALICE);
    t.mx.isSlow = false;
    t.users[MAIL] = DISABLED;
    t.held[0]?.();
    expect(await before).toBe(ALICE);
    expect(await t.second.find(MAIL)).toBe(DISABLED);
    expect(await t.first.find(MAIL)).toBe(DISABLED);
  });

  test('Redis has no external id, and no text about one user counts for another', async () => {
    await using t = await start({ [MAIL]: ALICE, bob: BOB });
    await t.first.find(MAIL);
    const [ofAlice = ''] = await t.keys();
    await t.first.find('bob');
    const [ofBob = ''] = (await t.keys()).filter((key) => key !== ofAlice);
    const text = String(await t.run('GET', ofBob));
    expect(`${ofAlice} ${ofBob} ${text}`).not.toMatch(/alice|bob/u);
    for (const forged of [text, BOB, `${BOB} `, `${BOB} ${text.split(' ')[1]}`, '', 'disabled x']) {
      await t.run('SET', ofAlice, forged, 'PX', '50000');
      expect(await t.second.find(MAIL)).toBe(ALICE);
      t.second.forget(ALICE);
    }
  });

  test('replicas with different keys of MX share nothing', async () => {
    await using t = await start({ [MAIL]: ALICE }, ['old key', 'new key']);
    await t.first.find(MAIL);
    await t.second.find(MAIL);
    expect(t.asked).toEqual([`1 ${MAIL}`, `2 ${MAIL}`]);
    expect(await t.keys()).toHaveLength(2);
  });
});
