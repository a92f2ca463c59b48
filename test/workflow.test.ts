import { expect, test } from 'vitest';
import { type Data, startTestGateway } from './support/gateway.ts';
import { openSse, openSubscription } from './support/subscription.ts';

const LOGIN = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
const PASSWORD = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

const createUser = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { __typename ... on UserPayload { user { id guid externalId } } }
}`;

const createMember = `mutation ($input: CreateMemberInput!) {
  createMember(input: $input) {
    __typename
    ... on MemberPayload {
      member { id guid status { connectionStatus isBeingAggregated nextAction } }
    }
  }
}`;

const watchMember = `subscription ($id: ID!, $end: Boolean) {
  memberStatus(memberId: $id, completeWhenSettled: $end) {
    connectionStatus isBeingAggregated nextAction isSettled
    challenges { __typename id label }
  }
}`;

const watchConnection = `subscription ($id: ID!) {
  memberStatus(memberId: $id) { connectionStatus isBeingAggregated }
}`;

const answer = `mutation ($input: AnswerChallengesInput!) {
  answerChallenges(input: $input) {
    __typename
    ... on AnswerChallengesPayload { status { connectionStatus challenges { id } } }
  }
}`;

const fetchRewards = `mutation ($id: ID!) {
  fetchRewards(input: { memberId: $id }) {
    __typename
    ... on JobPayload { alreadyRunning status { connectionStatus isBeingAggregated nextAction } }
    ... on Error { message code retryable }
  }
}`;

const wallet = `query ($id: ID!) {
  node(id: $id) {
    ... on Member {
      rewards {
        balance unit balanceType
        account { currentRewardLevel creditCardProduct { name } }
      }
    }
  }
}`;

const credentials = (password: string) => [
  { guid: LOGIN, value: 'mxuser' },
  { guid: PASSWORD, value: password },
];

test('a new user gets through MFA to rewards with their cards', async () => {
  await using gateway = await startTestGateway();

  const user = await gateway.query(createUser, { input: { externalId: 'new-user' } });
  expect(user).toMatchObject({
    data: { createUser: { __typename: 'UserPayload', user: { externalId: 'new-user' } } },
  });
  const userId: string = user.data?.['createUser'].user.id;

  const found = await gateway.query(
    '{ institutions(name: "MX Bank", first: 1) { nodes { code credentials { guid label } } } }',
  );
  expect(found.data?.['institutions'].nodes).toEqual([
    {
      code: 'mxbank',
      credentials: [
        { guid: LOGIN, label: 'Username' },
        { guid: PASSWORD, label: 'Password' },
      ],
    },
  ]);

  const created = await gateway.query(createMember, {
    input: { userId, institutionCode: 'mxbank', credentials: credentials('challenge') },
  });
  expect(created).toMatchObject({
    data: {
      createMember: {
        __typename: 'MemberPayload',
        member: {
          status: { connectionStatus: 'CREATED', isBeingAggregated: true, nextAction: 'WAIT' },
        },
      },
    },
  });
  const memberId: string = created.data?.['createMember'].member.id;

  const document = watchMember;
  await using toChallenge = openSubscription({
    url: gateway.url,
    document,
    variables: { id: memberId, end: true },
  });
  const challenged = (await toChallenge.rest()).at(-1)?.data?.['memberStatus'];
  expect(challenged).toMatchObject({
    connectionStatus: 'CHALLENGED',
    nextAction: 'ANSWER_CHALLENGES',
    isSettled: true,
    challenges: [{ __typename: 'TextChallenge' }],
  });

  const input = {
    memberId,
    answers: [{ challengeId: challenged.challenges[0].id, value: 'correct' }],
  };
  await expect(gateway.query(answer, { input })).resolves.toEqual({
    data: {
      answerChallenges: {
        __typename: 'AnswerChallengesPayload',
        status: { connectionStatus: 'RESUMED', challenges: [] },
      },
    },
  });

  await using toConnected = openSubscription({
    url: gateway.url,
    document,
    variables: { id: memberId, end: true },
  });
  const connected = (await toConnected.rest()).at(-1)?.data?.['memberStatus'];
  expect(connected).toMatchObject({ connectionStatus: 'CONNECTED', isBeingAggregated: false });

  await using watcher = openSubscription({
    url: gateway.url,
    document: watchConnection,
    variables: { id: memberId },
  });
  const statuses: Data[] = [(await watcher.next()).data?.['memberStatus']];
  const started = await gateway.query(fetchRewards, { id: memberId });
  expect(started.data?.['fetchRewards']).toEqual({
    __typename: 'JobPayload',
    alreadyRunning: false,
    status: { connectionStatus: 'CONNECTED', isBeingAggregated: true, nextAction: 'WAIT' },
  });
  statuses.push((await watcher.next()).data?.['memberStatus']);
  statuses.push((await watcher.next()).data?.['memberStatus']);
  expect(statuses).toEqual([
    { connectionStatus: 'CONNECTED', isBeingAggregated: false },
    { connectionStatus: 'CONNECTED', isBeingAggregated: true },
    { connectionStatus: 'CONNECTED', isBeingAggregated: false },
  ]);

  const { data } = await gateway.query(wallet, { id: memberId });
  const rewards: Data[] = data?.['node'].rewards;
  expect(rewards.length).toBeGreaterThan(2);
  expect(rewards.map((reward) => reward['unit'])).not.toContain('UNRECOGNIZED');
  expect(rewards).toContainEqual(
    expect.objectContaining({
      account: expect.objectContaining({ creditCardProduct: { name: expect.any(String) } }),
    }),
  );
});

test('a member is watched over SSE, which completes when it is settled', async () => {
  await using gateway = await startTestGateway();
  const user = await gateway.query(createUser, { input: { externalId: 'sse-user' } });
  const created = await gateway.query(createMember, {
    input: {
      userId: user.data?.['createUser'].user.id,
      institutionCode: 'mxbank',
      credentials: credentials('correct'),
    },
  });
  await using stream = await openSse({
    url: gateway.url,
    document: watchMember,
    variables: { id: created.data?.['createMember'].member.id, end: true },
  });
  const seen: string[] = [];
  for (let event = await stream.next(); event; event = await stream.next()) {
    if (event.event === 'complete') seen.push('complete');
    else seen.push(JSON.parse(event.data).data.memberStatus.connectionStatus);
  }
  expect(seen[0]).toBe('CREATED');
  expect(seen.slice(-2)).toEqual(['CONNECTED', 'complete']);
});
