import { expect, test } from 'vitest';
import { openSubscription } from '../../support/subscription.ts';
import { BANK } from './bodies.ts';
import { pick, startGuide, TRANSPORTS, watch } from './guide.ts';

/** Patience on a busy machine. */
const POLL = { timeout: 4_000 };
const IDLE = { connectionStatus: 'CONNECTED', isBeingAggregated: false };
const RUNNING = { connectionStatus: 'CONNECTED', isBeingAggregated: true };

test("an app goes through MX's guide from a new user to rewards", async () => {
  await using guide = await startGuide();
  const { gateway, upstream } = guide;
  const userId = await guide.createUser();

  const found = await gateway.query(
    '{ institutions(name: "Frugal") { nodes { code mediumLogoUrl credentials { guid label } } } }',
  );
  expect(found).toEqual({
    data: {
      institutions: {
        nodes: [
          {
            code: BANK.code,
            mediumLogoUrl: null,
            credentials: [
              { guid: BANK.login, label: 'Username' },
              { guid: BANK.password, label: 'Password' },
            ],
          },
        ],
      },
    },
  });

  const created = await guide.createMember(userId, 'ask');
  expect(created['member'].status).toEqual({
    connectionStatus: 'CREATED',
    isBeingAggregated: true,
    nextAction: 'WAIT',
  });
  const memberId: string = created['member'].id;

  const toQuestion = await guide.untilSettled(memberId);
  const [question] = toQuestion.at(-1)?.['challenges'] ?? [];
  expect(question).toMatchObject({ __typename: 'TextChallenge', label: 'Where were you born?' });

  const answered = await guide.answer(memberId, [{ challengeId: question.id, value: 'right' }]);
  expect(answered).toEqual({
    __typename: 'AnswerChallengesPayload',
    status: { connectionStatus: 'RESUMED', isBeingAggregated: true },
  });
  const toEnd = await guide.untilSettled(memberId);
  expect(toEnd.at(-1)).toMatchObject({ ...IDLE, nextAction: 'NONE', isSettled: true });

  const started = await guide.fetchRewards(memberId);
  expect(started).toEqual({ __typename: 'JobPayload', alreadyRunning: false, status: RUNNING });
  const gathered = await guide.untilSettled(memberId);
  expect(gathered.at(-1)).toMatchObject(IDLE);

  // MX shows what a job has gathered a moment after its end.
  await expect.poll(() => guide.rewards(memberId), POLL).toHaveLength(4);
  const rewards = await guide.rewards(memberId);
  const jade = { name: 'Jade Card', annualFee: '99.5', hasTravelRewards: true };
  const firstCard = {
    type: 'CREDIT_CARD',
    typeRaw: 'CREDIT_CARD',
    currentRewardLevel: 'jade',
    primaryRewardUnit: 'POINTS',
    enrolledInRewardsOn: '2024-02-29',
    creditCardProduct: jade,
  };
  expect(rewards).toEqual([
    {
      balance: '1200',
      balanceType: 'BALANCE',
      balanceTypeRaw: 'BALANCE',
      unit: 'POINTS',
      unitRaw: 'POINTS',
      expiresOn: null,
      account: firstCard,
    },
    {
      balance: '300',
      balanceType: 'EXPIRING_BALANCE',
      balanceTypeRaw: 'EXPIRING_BALANCE',
      unit: 'POINTS',
      unitRaw: 'POINTS',
      expiresOn: '2025-01-31',
      account: firstCard,
    },
    {
      balance: '0.1',
      balanceType: 'UNRECOGNIZED',
      balanceTypeRaw: 'LIFETIME_BALANCE',
      unit: 'UNRECOGNIZED',
      unitRaw: 'STARS',
      expiresOn: null,
      account: { ...firstCard, primaryRewardUnit: 'UNRECOGNIZED' },
    },
    {
      balance: '42.75',
      balanceType: 'TOTAL_BALANCE',
      balanceTypeRaw: 'TOTAL_BALANCE',
      unit: 'DOLLARS',
      unitRaw: 'DOLLARS',
      expiresOn: null,
      account: null,
    },
  ]);
  expect(upstream.refused).toEqual([]);
});

interface Course {
  readonly name: string;
  readonly staleMs: number;
  readonly jobMs: number;
}

const COURSES: readonly Course[] = [
  { name: 'at once', staleMs: 0, jobMs: 120 },
  { name: 'late', staleMs: 200, jobMs: 120 },
  { name: 'only when the job is over', staleMs: 100, jobMs: 0 },
  { name: 'at once, for less than a poll', staleMs: 0, jobMs: 5 },
  { name: 'never: the job is over at once', staleMs: 0, jobMs: 0 },
];
const cases = TRANSPORTS.flatMap((transport) =>
  COURSES.map((course) => ({ ...course, transport })),
);

test.for(cases)(
  'over $transport a watcher sees a job once that shows $name',
  async ({ transport, staleMs, jobMs }) => {
    await using guide = await startGuide({ creationLagMs: 0, staleMs, jobMs });
    const { upstream } = guide;
    const memberId = await guide.connect();
    await using watcher = await watch(guide, memberId, transport);
    const seen = [await watcher.next()];
    await guide.fetchRewards(memberId);
    seen.push(await watcher.next(), await watcher.next());
    expect(seen).toEqual([IDLE, RUNNING, IDLE]);

    // The flags that a job sets on its way, and looks without news, are no events of this watcher.
    const readStatuses = () =>
      upstream.requests.filter(({ call }) => call.endsWith('/status')).length;
    const before = readStatuses();
    const late = watcher.next();
    await expect.poll(readStatuses, { timeout: 3_000 }).toBeGreaterThan(before + 2);
    await expect(Promise.race([late, Promise.resolve('silence')])).resolves.toBe('silence');
    late.catch(() => {});
    expect(upstream.refused).toEqual([]);
  },
);

test('a new member is watched from its creation on, although MX is late', async () => {
  await using guide = await startGuide({ creationLagMs: 400 });
  const { member } = await guide.createMember(await guide.createUser(), 'plain');
  const statuses = await guide.untilSettled(member.id);
  expect(statuses.at(0)).toMatchObject({ connectionStatus: 'CREATED', isBeingAggregated: true });
  expect(statuses.at(-1)).toMatchObject(IDLE);
});

test('a member that this gateway has just created is never reported as unknown', async () => {
  await using guide = await startGuide({ creationLagMs: 400 });
  const { member } = await guide.createMember(await guide.createUser(), 'plain');
  await expect(guide.fetchRewards(member.id)).resolves.not.toMatchObject({
    __typename: 'NotFoundError',
  });
});

test('a refresh starts the job, passes the question on and ends with the rewards', async () => {
  await using guide = await startGuide({ creationLagMs: 0, dataLagMs: 0, jobAsks: 'ask' });
  const memberId = await guide.connect();
  await using stream = openSubscription({
    url: guide.gateway.url,
    variables: { id: memberId },
    document: `subscription ($id: ID!) {
      rewardsRefresh(memberId: $id) {
        __typename
        ... on RewardsRefreshChallenged { status { challenges { id } } }
        ... on RewardsRefreshCompleted { refreshed rewards { balance } }
      }
    }`,
  });
  const kinds: string[] = [];
  for (;;) {
    const event = pick(await stream.next(), 'rewardsRefresh');
    if (kinds.at(-1) !== event['__typename']) kinds.push(event['__typename']);
    if (event['__typename'] === 'RewardsRefreshChallenged') {
      const [question] = event['status'].challenges;
      await guide.answer(memberId, [{ challengeId: question.id, value: 'right' }]);
    }
    if (event['__typename'] !== 'RewardsRefreshCompleted') continue;
    expect(event).toMatchObject({ refreshed: true, rewards: { length: 4 } });
    break;
  }
  await expect(stream.rest()).resolves.toEqual([]);
  expect(kinds).toEqual([
    'RewardsRefreshProgress',
    'RewardsRefreshChallenged',
    'RewardsRefreshProgress',
    'RewardsRefreshCompleted',
  ]);
});

test('the question of a job is answered in the stream in which the job started', async () => {
  await using guide = await startGuide({ creationLagMs: 0, jobAsks: 'ask' });
  const memberId = await guide.connect();
  await using watcher = await watch(
    guide,
    memberId,
    'WebSocket',
    `subscription ($id: ID!) {
    memberStatus(memberId: $id) { connectionStatus isBeingAggregated challenges { id } }
  }`,
  );
  const seen = [await watcher.next()];
  await guide.fetchRewards(memberId);
  seen.push(await watcher.next(), await watcher.next());
  const [question] = seen.at(-1)?.['challenges'] ?? [];
  await guide.answer(memberId, [{ challengeId: question.id, value: 'right' }]);
  seen.push(await watcher.next(), await watcher.next(), await watcher.next());
  expect(seen.map((each) => `${each['connectionStatus']} ${each['isBeingAggregated']}`)).toEqual([
    'CONNECTED false',
    'CONNECTED true',
    'CHALLENGED true',
    'RESUMED true',
    'CONNECTED true',
    'CONNECTED false',
  ]);
});
