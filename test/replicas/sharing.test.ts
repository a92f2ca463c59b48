import { describe, expect, test } from 'vitest';
import { mxbankCredentials } from '../support/household.ts';
import { openRawSocket, type RawSocket } from '../support/raw-socket.ts';
import { hasRedis, isRedisRequired } from '../support/redis-server.ts';
import { watchStatus } from '../support/watching.ts';
import { ask } from './clients.ts';
import { type Cluster, type Replica, startCluster } from './cluster.ts';

const WEBHOOKS = { username: 'mx', password: 'webhook-password-of-the-replicas' };
/** Longer than these tests: what is told meanwhile comes from another replica, not from a poll. */
const SLOW = { STATUS_POLL_MS: '60000' };
const soon = { timeout: 20_000, interval: 10 };

const startThree = (cluster: Cluster, env: Readonly<Record<string, string>> = SLOW) =>
  Promise.all([cluster.start(env), cluster.start(env), cluster.start(env)]);

function theMember({ members: [member] }: Cluster): Cluster['members'][number] {
  if (member === undefined) throw new Error('The cluster has no member');
  return member;
}

/** One watcher at each replica. The first replica is the poller. */
async function watchEach(
  replicas: readonly Replica[],
  query: string,
  variables: Readonly<Record<string, unknown>>,
) {
  await using opened = new AsyncDisposableStack();
  const sockets: RawSocket[] = [];
  for (const { url } of replicas) {
    const socket = opened.use(await openRawSocket(url));
    socket.subscribe('1', query, variables);
    await expect.poll(() => socket.messages.length, soon).toBe(1);
    sockets.push(socket);
  }
  const open = opened.move();
  const payloads = () =>
    sockets.map(({ messages }) => messages.map(({ payload }) => payload as { data: unknown }));
  return { payloads, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

const status = (connectionStatusRaw: string, isBeingAggregated: boolean) => ({
  data: { memberStatus: { connectionStatusRaw, isBeingAggregated } },
});

const thrice = <T>(value: T): T[] => [value, value, value];

describe.skipIf(!hasRedis && !isRedisRequired)('replicas', { timeout: 60_000 }, () => {
  test('a job that starts at one replica is running for the watchers of all', async () => {
    await using cluster = await startCluster(1);
    const replicas = await startThree(cluster);
    const { guid, id } = theMember(cluster);
    await using watched = await watchEach(replicas, watchStatus, { id });
    expect(cluster.polls.get(guid)).toHaveLength(1);
    const fetchRewards = `mutation ($id: ID!) {
      fetchRewards(input: { memberId: $id }) { __typename }
    }`;
    const answer = await ask(replicas[2], fetchRewards, { id });
    expect(answer).toEqual({ data: { fetchRewards: { __typename: 'JobPayload' } } });
    const expected = [status('CONNECTED', false), status('CONNECTED', true)];
    await expect.poll(watched.payloads, soon).toEqual(thrice(expected));
  });

  test('a webhook that one replica receives wakes the poller, and all hear what it reads', async () => {
    await using cluster = await startCluster(1);
    const { username: WEBHOOK_USERNAME, password: WEBHOOK_PASSWORD } = WEBHOOKS;
    const replicas = await startThree(cluster, { ...SLOW, WEBHOOK_USERNAME, WEBHOOK_PASSWORD });
    const { guid, id } = theMember(cluster);
    await using watched = await watchEach(replicas, watchStatus, { id });
    const url = String(new URL('/webhooks/mx', replicas[2].url));
    cluster.sandbox.control.sendWebhooksTo({ url, ...WEBHOOKS });
    cluster.sandbox.control.setStatus(guid, 'DENIED');
    const expected = [status('CONNECTED', false), status('DENIED', false)];
    await expect.poll(watched.payloads, soon).toEqual(thrice(expected));
    // MX tells of one change in two webhooks, and the second may be the reason for another poll.
    expect(cluster.polls.get(guid)?.length).toBeLessThanOrEqual(3);
  });

  test('a member that is created at one replica appears to those who watch its user at all', async () => {
    await using cluster = await startCluster(1);
    const replicas = await startThree(cluster);
    const { user } = cluster;
    const watchUser = `subscription ($id: ID!) {
      memberStatuses(userId: $id) { changed { member { guid } isBeingAggregated } }
    }`;
    await using watched = await watchEach(replicas, watchUser, { id: user.id });
    const createMember = `mutation ($input: CreateMemberInput!) {
      createMember(input: $input) { ... on MemberPayload { member { guid } } }
    }`;
    const credentials = mxbankCredentials('any password');
    const input = { userId: user.id, institutionCode: 'mxbank', credentials };
    const { data } = await ask(replicas[1], createMember, { input });
    const created = data?.['createMember'].member.guid;
    const changed = (guid: string | undefined, isBeingAggregated: boolean) => ({
      data: { memberStatuses: { changed: [{ member: { guid }, isBeingAggregated }] } },
    });
    const expected = [changed(theMember(cluster).guid, false), changed(created, true)];
    await expect.poll(watched.payloads, soon).toEqual(thrice(expected));
  });
});
