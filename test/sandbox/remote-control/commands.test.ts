import { expect, test } from 'vitest';
import { change, watch } from '../../support/changes.ts';
import type { Data } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openSubscription, type OpenSubscription } from '../../support/subscription.ts';
import { type Controlled, JOB_MS, startControlled } from './controlled.ts';

const { bank, bankId, userId } = household;
const member = bank.memberGuid;

const statusIn = async (stream: OpenSubscription): Promise<Data> =>
  (await stream.next()).data?.['memberStatus'];

/** A subscriber that has its first event. */
async function follow(gateway: Controlled) {
  const stream = watch(gateway, { memberId: bankId });
  expect(await statusIn(stream)).toMatchObject({ connectionStatus: 'CONNECTED' });
  return stream;
}

async function statusAfter(stream: OpenSubscription, connectionStatus: string): Promise<Data> {
  for (;;) {
    const status = await statusIn(stream);
    if (status['connectionStatus'] === connectionStatus) return status;
  }
}

test('status and expire are pushed to a subscriber', async () => {
  await using gateway = await startControlled();
  await using stream = await follow(gateway);
  const { member: changed } = await gateway.command('status', { member, status: 'DENIED' });
  expect(changed).toMatchObject({ guid: member, id: bankId, status: 'DENIED' });
  expect(await statusIn(stream)).toMatchObject({ nextAction: 'UPDATE_CREDENTIALS' });
  await gateway.command('expire', { member: bankId });
  expect(await statusIn(stream)).toMatchObject({ connectionStatus: 'EXPIRED' });
});

test.for([
  ['TEXT', ['TextChallenge']],
  ['TWO_TEXTS', ['TextChallenge', 'TextChallenge']],
  ['TOKEN', ['TokenChallenge']],
  ['OPTIONS', ['OptionsChallenge']],
  ['IMAGE', ['ImageChallenge']],
  ['IMAGE_OPTIONS', ['ImageOptionsChallenge']],
] as const)('mfa %s is asked at the next job, and not again', async ([kind, types]) => {
  await using gateway = await startControlled();
  await using stream = await follow(gateway);
  const { member: told } = await gateway.command('mfa', { member, kind });
  expect(told).toMatchObject({ status: 'CONNECTED', nextMfa: kind });

  await change(gateway, 'fetchRewards', { memberId: bankId });
  await gateway.command('clock', { advanceMs: JOB_MS });
  await statusAfter(stream, 'CHALLENGED');
  const { data } = await gateway.query(
    `query ($id: ID!) { node(id: $id) { ... on Member { status { challenges { __typename id } } } } }`,
    { id: bankId },
  );
  const challenges: readonly Data[] = data?.['node'].status.challenges;
  expect(challenges.map(({ __typename }) => __typename)).toEqual(types);

  const answers = challenges.map(({ id }) => ({ challengeId: id, value: 'correct' }));
  await change(gateway, 'answerChallenges', { memberId: bankId, answers });
  await gateway.command('clock', { advanceMs: JOB_MS });
  await statusAfter(stream, 'CONNECTED');
  const again = await change(gateway, 'fetchRewards', { memberId: bankId });
  expect(again['__typename']).toBe('JobPayload');
  await gateway.command('clock', { advanceMs: JOB_MS });
  const { users } = await gateway.world();
  expect(users[0].members[0]).toMatchObject({ status: 'CONNECTED', nextMfa: null });
});

test('trouble refuses the jobs of an institution until it ends', async () => {
  await using gateway = await startControlled();
  const refresh = async () => {
    const { data } = await gateway.query(
      `mutation ($input: FetchRewardsInput!) {
        fetchRewards(input: $input) {
          __typename ... on InstitutionUnavailableError { reason }
        }
      }`,
      { input: { memberId: bankId } },
    );
    return data?.['fetchRewards'];
  };
  const { institutions } = await gateway.world();
  for (const [trouble, reason] of [
    ['MAINTENANCE', 'MAINTENANCE'],
    ['UNAVAILABLE', 'UNAVAILABLE'],
    ['BLOCKED', 'BLOCKED'],
  ]) {
    const { institution } = await gateway.command('trouble', {
      institution: institutions[0].id,
      trouble,
    });
    expect(institution).toMatchObject({ code: 'mxbank', trouble });
    expect(await refresh()).toMatchObject({ __typename: 'InstitutionUnavailableError', reason });
  }
  await gateway.command('trouble', { institution: 'mxbank', trouble: null });
  expect(await refresh()).toEqual({ __typename: 'JobPayload' });
});

const readName = (gateway: Controlled) =>
  gateway.query(
    'query ($id: ID!) { node(id: $id) { ... on User { members { edges { node { name } } } } } }',
    {
      id: userId,
    },
  );

test('lag delays every response by so much of the clock outside', async () => {
  await using gateway = await startControlled();
  const { lag } = await gateway.command('lag', { latencyMs: 2_000 });
  expect(lag).toEqual({ latencyMs: 2_000, jobMs: JOB_MS, creationLagMs: 0, dataLagMs: 0 });
  let isAnswered = false;
  const answer = readName(gateway).finally(() => {
    isAnswered = true;
  });
  await expect.poll(() => gateway.sandbox.calls.length).toBe(1);
  await gateway.outside.advance(1_999);
  expect(isAnswered).toBe(false);
  expect(gateway.outside.sleeping()).toBe(1);
  await gateway.outside.advance(1);
  expect((await answer).errors).toBeUndefined();
});

test('lag delays the data of a job, and the length of the job', async () => {
  await using gateway = await startControlled();
  const readBalance = async (): Promise<unknown> => {
    const { data } = await gateway.query(
      'query ($id: ID!) { node(id: $id) { ... on Member { rewards { description balance } } } }',
      { id: bankId },
    );
    return data?.['node'].rewards;
  };
  const before = await readBalance();
  await gateway.command('lag', { jobMs: 1_000, dataLagMs: 60_000 });
  await change(gateway, 'fetchRewards', { memberId: bankId });
  await gateway.command('clock', { advanceMs: 1_000 });
  const { users } = await gateway.world();
  expect(users[0].members[0].isBeingAggregated).toBe(false);
  expect(await readBalance()).toEqual(before);
  await gateway.command('clock', { advanceMs: 60_000 });
  expect(await readBalance()).not.toEqual(before);
});

test('fail fails as many requests of one endpoint as it says', async () => {
  await using gateway = await startControlled();
  const endpoint = `GET /users/${household.userGuid}/members`;
  const { failures } = await gateway.command('fail', { status: 403, count: 2, endpoint });
  expect(failures).toEqual([{ status: 403, count: 2, endpoint, retryAfter: null }]);
  const readUser = () =>
    gateway.query('query ($id: ID!) { node(id: $id) { ... on User { email } } }', { id: userId });
  expect((await readUser()).errors).toBeUndefined();
  expect((await readName(gateway)).errors).toHaveLength(1);
  expect((await gateway.world())['failures']).toMatchObject([{ count: 1 }]);
  expect((await readName(gateway)).errors).toHaveLength(1);
  expect((await gateway.world())['failures']).toEqual([]);
  expect((await readName(gateway)).errors).toBeUndefined();
});

test('fail can close connections, ask for a pause, concern all requests, and be ended', async () => {
  await using gateway = await startControlled();
  const ask = () => fetch(`${gateway.sandbox.url}/users`);
  await gateway.command('fail', { status: 429, retryAfter: 7 });
  const { status, headers } = await ask();
  expect([status, headers.get('retry-after')]).toEqual([429, '7']);
  await gateway.command('fail', { status: 0, count: 5 });
  await expect(ask()).rejects.toThrow('fetch failed');
  await gateway.command('fail', { status: 0, count: 0 });
  expect((await ask()).status).toBe(401);
});

test('webhook reaches the gateway, which tells its subscribers', async () => {
  await using gateway = await startControlled();
  await using stream = openSubscription({
    url: gateway.url,
    document: `subscription ($userId: ID!) {
      rewardsChanged(userId: $userId) { what member { id } }
    }`,
    variables: { userId },
  });
  const event = stream.next();
  await expect.poll(() => gateway.sandbox.calls).toContain(`GET ${household.path}/members`);
  const { webhook } = await gateway.command('webhook', { member, type: 'REWARD' });
  expect(webhook).toMatchObject({ attempt: 1, status: 204, body: { type: 'REWARD' } });
  expect((await event).data?.['rewardsChanged']).toEqual({
    what: ['REWARDS'],
    member: { id: bankId },
  });
});

test('webhook says when there is no address', async () => {
  await using gateway = await startControlled();
  gateway.sandbox.control.sendWebhooksTo(undefined);
  await expect(gateway.command('webhook', { member, type: 'BALANCE' })).rejects.toThrow(
    'The sandbox has no address for webhooks.',
  );
});

test('clock lets jobs pass and challenges expire, and each change has its webhooks', async () => {
  await using gateway = await startControlled();
  const before = Date.parse((await gateway.world())['clock'].now);
  await gateway.command('mfa', { member, kind: 'TEXT' });
  await change(gateway, 'fetchRewards', { memberId: bankId });
  const { clock } = await gateway.command('clock', { advanceMs: 3_600_000 });
  expect(clock).toEqual({
    now: new Date(before + 3_600_000).toISOString(),
    advancedMs: 3_600_000,
  });
  const statuses = () =>
    gateway.sandbox.webhooks
      .filter(({ body }) => body['type'] === 'CONNECTION_STATUS')
      .map(({ body }) => body['connection_status']);
  await expect.poll(statuses).toHaveLength(2);
  expect(new Set(statuses())).toEqual(new Set(['CHALLENGED', 'EXPIRED']));
});

test('clock stops at ten years', async () => {
  await using gateway = await startControlled();
  const yearMs = 366 * 24 * 60 * 60 * 1_000;
  for (let year = 0; year < 10; year += 1) {
    await gateway.command('clock', { advanceMs: yearMs });
  }
  await expect(gateway.command('clock', { advanceMs: 1 })).rejects.toThrow('Reset it first.');
});

test('reset restores the data, the conditions and the clock, and a subscriber is told', async () => {
  await using gateway = await startControlled();
  const before = await gateway.world();
  await using stream = await follow(gateway);
  await gateway.command('status', { member, status: 'LOCKED' });
  await statusAfter(stream, 'LOCKED');
  const { user } = await change(gateway, 'createUser', { externalId: 'new-one' });
  expect(user.id).not.toBe(userId);
  await gateway.command('mfa', { member: household.cardsId, kind: 'TEXT' });
  await gateway.command('trouble', { institution: 'mxbank', trouble: 'MAINTENANCE' });
  await gateway.command('lag', { dataLagMs: 1, jobMs: 1 });
  await gateway.command('fail', { status: 500, count: 9, endpoint: 'POST /users' });
  await gateway.command('clock', { advanceMs: 86_400_000 });
  expect((await gateway.world())['userCount']).toBe(before['userCount'] + 1);

  expect(await gateway.command('reset')).toEqual(before);
  expect(await gateway.world()).toEqual(before);
  expect(await statusAfter(stream, 'CONNECTED')).toMatchObject({ nextAction: 'NONE' });
});
