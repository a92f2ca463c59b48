import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { mxbankCredentials } from '../support/household.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { hasRedis, isRedisRequired } from '../support/redis-server.ts';
import { ask, TOKEN_ENV, tokenOf, untilReady } from './clients.ts';
import { type Cluster, type Replica, startCluster } from './cluster.ts';

const CREATE = `mutation ($input: CreateMemberInput!) {
  createMember(input: $input) { __typename }
}`;
const soon = { timeout: 20_000, interval: 50 };

const startThree = (cluster: Cluster) =>
  Promise.all([cluster.start(TOKEN_ENV), cluster.start(TOKEN_ENV), cluster.start(TOKEN_ENV)]);

/** Tries credentials; returns the limit that refuses them. */
async function tryCredentials(replica: Replica, { guid, id }: Cluster['user'], password: string) {
  const credentials = mxbankCredentials(password);
  const input = { userId: id, institutionCode: 'mxbank', credentials };
  const { errors } = await ask(replica, CREATE, { input }, tokenOf(guid));
  return errors?.[0]?.extensions?.['limit'] ?? null;
}

describe.skipIf(!hasRedis && !isRedisRequired)('limits', { timeout: 60_000 }, () => {
  test('an end user has ten attempts in total, whichever replica they use', async () => {
    await using cluster = await startCluster(0);
    const replicas = await startThree(cluster);
    const refused = await Promise.all(
      Array.from({ length: 18 }, (_, i) => replicas[i % 3] ?? replicas[0]).map((replica, i) =>
        tryCredentials(replica, cluster.user, `password ${i}`),
      ),
    );
    const expected = Array.from({ length: 8 }, () => 'attemptsPerUser');
    expect(refused.filter((limit) => limit !== null)).toEqual(expected);
    const stranger = cluster.sandbox.control.addUser();
    const id = Buffer.from(`User:${stranger}`).toString('base64url');
    expect(await tryCredentials(replicas[0], { guid: stranger, id }, 'password')).toBeNull();
  });

  test('without Redis no credentials are tried, and everything can be read', async () => {
    await using cluster = await startCluster(1);
    const replica = await cluster.start(TOKEN_ENV);
    const { redis, user, sandbox } = cluster;
    const token = tokenOf(user.guid);
    await redis.kill();
    await untilReady([replica], 'degraded');
    expect(await tryCredentials(replica, user, 'password')).toBe('attemptsPerUser');
    expect(sandbox.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
    const query = '{ viewer { members { nodes { guid } } } }';
    const [{ guid } = {}] = cluster.members;
    const answer = await ask(replica, query, {}, token);
    expect(answer).toEqual({ data: { viewer: { members: { nodes: [{ guid }] } } } });
    await redis.restart();
    await untilReady([replica], 'ready');
    expect(await tryCredentials(replica, user, 'password')).toBeNull();
  });

  test('an end user has a number of sockets in total, and gets back those of a replica that was killed', async () => {
    await using cluster = await startCluster(0);
    const replicas = await startThree(cluster);
    const authorization = `Bearer ${tokenOf(cluster.user.guid)}`;
    await using opened = new AsyncDisposableStack();
    const open = async ({ url }: Replica) => {
      const socket = opened.use(await openRawSocket(url, { params: { authorization } }));
      return socket.socket.readyState === socket.socket.OPEN ? null : (await socket.closed).code;
    };
    const codes: (number | null)[] = [];
    for (let i = 0; i < limits.socketsPerUser; i += 1)
      codes.push(await open(replicas[i % 3] ?? replicas[0]));
    expect(codes.filter((code) => code !== null)).toEqual([]);
    expect(await open(replicas[0])).toBe(4429);
    expect(await open(replicas[1])).toBe(4429);
    replicas[2].process.kill('SIGKILL');
    await expect.poll(() => open(replicas[0]), soon).toBeNull();
  });
});
