import { expect, test } from 'vitest';
import { demo } from '../../../src/sandbox/seed.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { createCaller } from '../../support/caller.ts';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { openSubscription } from '../../support/subscription.ts';

const { userGuid, cards } = demo.household;
const memberId = toGlobalId('Member', userGuid, cards.memberGuid);

const refresh = `subscription ($id: ID!) {
  rewardsRefresh(memberId: $id) {
    __typename
    ... on RewardsRefreshProgress { status { isBeingAggregated } }
    ... on RewardsRefreshChallenged { challenges { id label } }
    ... on RewardsRefreshCompleted { refreshed rewards { guid updatedAt } }
    ... on RewardsRefreshFailed { ended: status { connectionStatus } error { __typename code message } }
  }
}`;

const resumable = `subscription ($id: ID!, $after: String) {
  rewardsRefresh(memberId: $id, after: $after) {
    __typename
    ... on RewardsRefreshProgress { status { revision } }
    ... on RewardsRefreshChallenged { status { revision } challenges { id } }
    ... on RewardsRefreshCompleted { status { revision } }
  }
}`;

const answer = `mutation ($input: AnswerChallengesInput!) {
  answerChallenges(input: $input) { __typename }
}`;

const open = ({ url }: TestGateway, id = memberId) =>
  openSubscription({ url, document: refresh, variables: { id } });

test('a refresh aggregates rewards and ends with them', async () => {
  await using gateway = await startTestGateway();
  const before = await gateway.query(
    `{ node(id: "${memberId}") { ... on Member { rewards { guid updatedAt } } } }`,
  );
  await using stream = open(gateway);
  const events = (await stream.rest()).map(({ data }) => data?.['rewardsRefresh'] as Data);
  expect(events[0]?.['__typename']).toBe('RewardsRefreshProgress');
  const last = events.at(-1);
  expect(last).toMatchObject({ __typename: 'RewardsRefreshCompleted', refreshed: true });
  const guids = (rewards: Data[]) =>
    rewards.map((reward) => reward['guid']).toSorted((a, b) => String(a).localeCompare(String(b)));
  expect(guids(last?.['rewards'])).toEqual(guids(before.data?.['node'].rewards));
  expect(last?.['rewards']).not.toEqual(before.data?.['node'].rewards);
});

test('a refresh asks for MFA answers on the way', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.scriptNextJob(cards.memberGuid, 'challenge');
  await using stream = open(gateway);
  const seen: string[] = [];
  for (;;) {
    const event = (await stream.next()).data?.['rewardsRefresh'] as Data;
    if (seen.at(-1) !== event['__typename']) seen.push(event['__typename']);
    if (event['__typename'] === 'RewardsRefreshChallenged') {
      const challengeId = event['challenges'][0].id;
      await gateway.query(answer, {
        input: { memberId, answers: [{ challengeId, value: 'correct' }] },
      });
    }
    if (event['__typename'] === 'RewardsRefreshCompleted') break;
  }
  expect(seen).toEqual([
    'RewardsRefreshProgress',
    'RewardsRefreshChallenged',
    'RewardsRefreshProgress',
    'RewardsRefreshCompleted',
  ]);
});

test.for(['websocket', 'sse'] as const)(
  'a client that returns with `after` starts no second job, and is asked nothing twice: %s',
  async (transport) => {
    await using gateway = await startTestGateway();
    gateway.sandbox.control.scriptNextJob(cards.memberGuid, 'challenge');
    await using caller = createCaller({ url: gateway.url });
    const seen: Data[] = [];
    const ask = async (most: number) => {
      const variables = { id: memberId, after: seen.at(-1)?.['status'].revision };
      const { answers } = await caller.ask(transport, { query: resumable, variables }, most);
      seen.push(...answers.map(({ data }) => data?.['rewardsRefresh'] as Data));
    };
    // Each is left after its first event, which breaks an SSE stream off.
    while (seen.at(-1)?.['__typename'] !== 'RewardsRefreshChallenged') await ask(1);
    const rest = ask(Infinity);
    const challengeId = seen.at(-1)?.['challenges'][0].id;
    await gateway.query(answer, {
      input: { memberId, answers: [{ challengeId, value: 'correct' }] },
    });
    await rest;
    await ask(Infinity);
    const types = seen.map((event) => event['__typename'] as string);
    expect(types.filter((type) => type === 'RewardsRefreshChallenged')).toHaveLength(1);
    expect(types.slice(-2)).toEqual(['RewardsRefreshCompleted', 'RewardsRefreshCompleted']);
    const starts = gateway.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'));
    expect(starts).toHaveLength(1);
  },
);

test('a refresh ends at once with the present rewards when MX throttles the start', async () => {
  await using gateway = await startTestGateway({ sandbox: { rewardsThrottleMs: 86_400_000 } });
  await using first = open(gateway);
  await first.rest();
  await using stream = open(gateway);
  const [event, ...more] = (await stream.rest()).map(
    ({ data }) => data?.['rewardsRefresh'] as Data,
  );
  expect(more).toEqual([]);
  expect(event).toMatchObject({ __typename: 'RewardsRefreshCompleted', refreshed: false });
  expect(event?.['rewards'].length).toBeGreaterThan(0);
});

test('a refresh ends with a typed failure when the job fails', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.scriptNextJob(cards.memberGuid, 'LOCKED');
  await using stream = open(gateway);
  const last = (await stream.rest()).at(-1)?.data?.['rewardsRefresh'];
  expect(last).toMatchObject({
    __typename: 'RewardsRefreshFailed',
    ended: { connectionStatus: 'LOCKED' },
    error: { __typename: 'RefreshFailedError', code: 'REFRESH_FAILED' },
  });
});

test('a refresh ends with the reason when rewards are not enabled', async () => {
  await using gateway = await startTestGateway({ sandbox: { rewardsEnabled: false } });
  await using stream = open(gateway);
  await expect(stream.rest()).resolves.toMatchObject([
    { data: { rewardsRefresh: { error: { __typename: 'RewardsNotEnabledError' } } } },
  ]);
});

test('a refresh of a member that does not exist is NOT_FOUND', async () => {
  await using gateway = await startTestGateway();
  const id = toGlobalId('Member', userGuid, 'MBR-00000000-0000-4000-8000-000000000000');
  await using stream = open(gateway, id);
  await expect(stream.rest()).resolves.toMatchObject([
    { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
});
