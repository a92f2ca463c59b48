import { expect, test } from 'vitest';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openSubscription } from '../../support/subscription.ts';

const { userGuid, userId, bank, cards } = household;
const isStart = (call: string) => call.endsWith('/fetch_rewards');

const refreshAll = `subscription ($userId: ID!, $after: String) {
  userRewardsRefresh(userId: $userId, after: $after) {
    __typename
    ... on UserRewardsRefreshProgress { settled total statuses { member { guid } nextAction } revision }
    ... on UserRewardsRefreshChallenged { status { member { guid } } challenges { id label } revision }
    ... on UserRewardsRefreshCompleted {
      refreshed { guid name }
      failed { status { member { guid } connectionStatus } error { __typename code } }
      summary { units { unit total } }
    }
  }
}`;

const answer = `mutation ($input: AnswerChallengesInput!) {
  answerChallenges(input: $input) { __typename }
}`;

const open = ({ url }: TestGateway, variables: Record<string, unknown> = { userId }) =>
  openSubscription({ url, document: refreshAll, variables });

type Stream = ReturnType<typeof open>;

const next = async (stream: Stream): Promise<Data> =>
  (await stream.next()).data?.['userRewardsRefresh'];

const restOf = async (stream: Stream): Promise<Data[]> =>
  (await stream.rest()).map(({ data }) => data?.['userRewardsRefresh']);

/** The next event that is not progress. */
async function nextOutcome(stream: Stream): Promise<Data> {
  for (;;) {
    const event = await next(stream);
    if (event['__typename'] !== 'UserRewardsRefreshProgress') return event;
  }
}

function answerAll(gateway: TestGateway, memberGuid: string, challenges: readonly Data[]) {
  const memberId = toGlobalId('Member', userGuid, memberGuid);
  const answers = challenges.map(({ id }) => ({ challengeId: id, value: 'correct' }));
  return gateway.query(answer, { input: { memberId, answers } });
}

test('all members are refreshed, with progress, and the rewards summary at the end', async () => {
  await using gateway = await startTestGateway();
  await using stream = open(gateway);
  const events = await restOf(stream);
  expect(events[0]).toMatchObject({ settled: 0, total: 2 });
  expect(events[0]?.['statuses']).toHaveLength(2);
  const settled = events.flatMap((event) => (event['settled'] as number | undefined) ?? []);
  expect(settled).toEqual(settled.toSorted((a, b) => a - b));
  const last = events.at(-1);
  expect(last).toMatchObject({ __typename: 'UserRewardsRefreshCompleted', failed: [] });
  const guids = last?.['refreshed'].map((member: Data) => member['guid']);
  expect(guids).toEqual([bank.memberGuid, cards.memberGuid]);
  expect(last?.['summary'].units.length).toBeGreaterThan(1);
  expect(gateway.sandbox.calls.filter(isStart)).toHaveLength(2);
});

test('each member has its own challenges and its own outcome', async () => {
  await using gateway = await startTestGateway();
  const { control } = gateway.sandbox;
  const denied = control.addMember(userGuid, { status: 'DENIED' });
  const failing = control.addMember(userGuid);
  control.scriptNextJob(failing, 'SERVER_ERROR');
  control.scriptNextJob(cards.memberGuid, 'challenge');
  control.addMember(userGuid, { status: null });
  await using stream = open(gateway);
  const first = await next(stream);
  // A manual member is not part of the refresh.
  expect(first['total']).toBe(4);

  const challenged = await nextOutcome(stream);
  expect(challenged).toMatchObject({ status: { member: { guid: cards.memberGuid } } });
  await answerAll(gateway, cards.memberGuid, challenged['challenges']);
  const completed = await nextOutcome(stream);
  expect(completed['refreshed'].map(({ guid }: Data) => guid)).toEqual([
    bank.memberGuid,
    cards.memberGuid,
  ]);
  expect(completed['failed']).toEqual([
    {
      status: { member: { guid: denied }, connectionStatus: 'DENIED' },
      error: { __typename: 'MemberNotReadyError', code: 'MEMBER_NOT_READY' },
    },
    {
      status: { member: { guid: failing }, connectionStatus: 'FAILED' },
      error: { __typename: 'RefreshFailedError', code: 'REFRESH_FAILED' },
    },
  ]);
});

test('a member whose institution has no rewards fails with its typed error and its name', async () => {
  await using gateway = await startTestGateway();
  const institutionCode = 'mxcu_credential';
  const guid = gateway.sandbox.control.addMember(userGuid, { institutionCode });
  await using stream = open(gateway);
  const completed = await nextOutcome(stream);
  expect(completed['failed']).toMatchObject([
    { status: { member: { guid } }, error: { code: 'REWARDS_NOT_SUPPORTED' } },
  ]);
});

test('a client that returns with `after` joins the jobs that it left, and is asked nothing twice', async () => {
  // The challenge comes long after both starts.
  await using gateway = await startTestGateway({ sandbox: { jobMs: 1_000 } });
  const { sandbox } = gateway;
  sandbox.control.scriptNextJob(cards.memberGuid, 'challenge');
  let challenged: Data;
  {
    await using stream = open(gateway);
    challenged = await nextOutcome(stream);
  }
  await using stream = open(gateway, { userId, after: challenged['revision'] });
  const rest = restOf(stream);
  await answerAll(gateway, cards.memberGuid, challenged['challenges']);
  const events = await rest;
  expect(events.some((event) => event['__typename'] === 'UserRewardsRefreshChallenged')).toBe(
    false,
  );
  expect(events.at(-1)?.['refreshed']).toHaveLength(2);
  expect(sandbox.calls.filter(isStart)).toHaveLength(2);
});

test('a job that is running is joined', async () => {
  await using gateway = await startTestGateway();
  await gateway.query(
    'mutation ($id: ID!) { fetchRewards(input: { memberId: $id }) { __typename } }',
    {
      id: household.cardsId,
    },
  );
  await using stream = open(gateway);
  expect((await restOf(stream)).at(-1)?.['refreshed']).toHaveLength(2);
});

test('a user without members gets the summary immediately', async () => {
  await using gateway = await startTestGateway();
  const user = gateway.sandbox.control.addUser();
  await using stream = open(gateway, { userId: toGlobalId('User', user) });
  expect(await restOf(stream)).toEqual([
    {
      __typename: 'UserRewardsRefreshCompleted',
      refreshed: [],
      failed: [],
      summary: { units: [] },
    },
  ]);
});

test('an unknown user ends the stream with NOT_FOUND', async () => {
  await using gateway = await startTestGateway();
  await using stream = open(gateway, { userId: toGlobalId('User', nobody.userGuid) });
  const [result] = await stream.rest();
  expect(result?.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
});
