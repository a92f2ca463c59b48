import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { demo } from '../src/sandbox/seed.ts';
import { toGlobalId } from '../src/schema/global-id.ts';
import { change, connect, settle, toMember, watch } from './support/changes.ts';
import { type Data, startTestGateway, type TestGateway } from './support/gateway.ts';

type ApiVersion = Config['apiVersion'];

const versions: readonly ApiVersion[] = ['v20111101', 'v20250224'];
const householdId = toGlobalId('User', demo.household.userGuid);

const rewardsOfMember = `query ($id: ID!) {
  node(id: $id) {
    ... on Member { rewards { unit account { creditCardProduct { name } } } }
  }
}`;

test.for(versions)('a new user gets through MFA to rewards under %s', async (apiVersion) => {
  await using gateway = await start(apiVersion);
  const user = await change(gateway, 'createUser', { externalId: 'new-user' });
  const member = await connect(gateway, user['user'].id, 'challenge');
  expect(member['status']).toEqual({
    connectionStatus: 'CREATED',
    isBeingAggregated: true,
    nextAction: 'WAIT',
  });
  const memberId: string = member['id'];

  const { challenges, ...challenged } = await settle(gateway, memberId);
  expect(challenged).toMatchObject({ nextAction: 'ANSWER_CHALLENGES' });
  const answers = [{ challengeId: challenges[0].id, value: 'correct' }];
  expect(await change(gateway, 'answerChallenges', { memberId, answers })).toEqual({
    __typename: 'AnswerChallengesPayload',
    status: { connectionStatus: 'RESUMED' },
  });
  expect(await settle(gateway, memberId)).toMatchObject({ connectionStatus: 'CONNECTED' });

  expect(await change(gateway, 'fetchRewards', { memberId })).toEqual({
    __typename: 'JobPayload',
    status: { nextAction: 'WAIT' },
  });
  expect(await settle(gateway, memberId)).toMatchObject({ connectionStatus: 'CONNECTED' });
  const { data } = await gateway.query(rewardsOfMember, { id: memberId });
  const rewards: Data[] = data?.['node'].rewards;
  expect(rewards.length).toBeGreaterThan(2);
  expect(rewards.map(({ account }) => account?.creditCardProduct?.name)).toContainEqual(
    expect.any(String),
  );
});

test('v20111101 connects without a job when asked to', async () => {
  await using gateway = await start('v20111101');
  const input = { ...toMember(householdId, 'correct'), skipAggregation: true };
  const { member } = await change(gateway, 'createMember', input);
  expect(member.status).toMatchObject({ isBeingAggregated: false, nextAction: 'START_JOB' });
});

test('v20250224 aggregates rewards with the first job when asked to', async () => {
  await using gateway = await start('v20250224');
  const input = { ...toMember(householdId, 'correct'), products: ['TRANSACTIONS', 'REWARDS'] };
  const { member } = await change(gateway, 'createMember', input);
  expect(gateway.sandbox.requests.at(-1)?.body).toMatchObject({
    data_request: { products: ['transactions', 'rewards'] },
  });
  expect(await settle(gateway, member.id)).toMatchObject({ connectionStatus: 'CONNECTED' });
  const { data } = await gateway.query(rewardsOfMember, { id: member.id });
  expect(data?.['node'].rewards.length).toBeGreaterThan(2);
});

test.for(versions)(
  'an OAuth member waits for the sign-in and is then aggregated, %s',
  async (apiVersion) => {
    await using gateway = await start(apiVersion);
    const { member } = await change(gateway, 'createMember', {
      userId: householdId,
      institutionCode: 'mx_bank_oauth',
      isOAuth: true,
    });
    const { id: memberId, guid } = member;
    expect(member).toMatchObject({ isOAuth: true, oauthWindowUri: expect.stringMatching(/^http/) });
    expect(member.status).toMatchObject({
      connectionStatus: 'PENDING',
      isBeingAggregated: false,
      nextAction: 'AUTHORIZE_OAUTH',
    });

    const window = await change(gateway, 'requestOAuthWindow', { memberId });
    expect(window).toEqual({ __typename: 'OAuthWindowPayload', url: expect.any(String) });
    expect(window['url']).not.toBe(member.oauthWindowUri);

    await using stream = watch(gateway, { memberId });
    expect((await stream.next()).data?.['memberStatus']).toMatchObject({
      connectionStatus: 'PENDING',
    });
    gateway.sandbox.control.authorize(guid);
    expect((await stream.next()).data?.['memberStatus']).toMatchObject({ nextAction: 'WAIT' });
    expect(await settle(gateway, memberId)).toMatchObject({ connectionStatus: 'CONNECTED' });
  },
);

test.for(versions)('an OAuth member takes no credentials, %s', async (apiVersion) => {
  await using gateway = await start(apiVersion);
  const input = { ...toMember(householdId, 'correct'), isOAuth: true };
  expect(await change(gateway, 'createMember', input)).toMatchObject({
    __typename: 'InvalidInputError',
    path: ['input', 'credentials'],
  });
});

test.for(versions)('new credentials end DENIED, %s', async (apiVersion) => {
  await using gateway = await start(apiVersion);
  const { id: memberId } = await connect(gateway, householdId, 'INVALID');
  expect(await settle(gateway, memberId)).toMatchObject({
    connectionStatus: 'DENIED',
    nextAction: 'UPDATE_CREDENTIALS',
  });
  expect(await change(gateway, 'fetchRewards', { memberId })).toEqual({
    __typename: 'MemberNotReadyError',
    status: { nextAction: 'UPDATE_CREDENTIALS' },
  });

  const { credentials } = toMember(householdId, 'a better password');
  expect(await change(gateway, 'updateMember', { memberId, credentials })).toEqual({
    __typename: 'MemberPayload',
    member: {
      status: { connectionStatus: 'UPDATED', isBeingAggregated: true, nextAction: 'WAIT' },
    },
  });
  expect(await settle(gateway, memberId)).toMatchObject({ connectionStatus: 'CONNECTED' });
});

test.for(versions)('members and users are deleted once and then gone, %s', async (apiVersion) => {
  await using gateway = await start(apiVersion);
  const { userGuid, bank } = demo.household;
  const memberId = toGlobalId('Member', userGuid, bank.memberGuid);

  for (const [name, input, id] of [
    ['deleteMember', { memberId }, memberId],
    ['deleteUser', { userId: householdId }, householdId],
  ] as const) {
    const deleted = { __typename: 'DeletedPayload', deletedId: id };
    expect(await change(gateway, name, input)).toEqual(deleted);
    expect(await change(gateway, name, input)).toEqual({ __typename: 'NotFoundError' });
    const { data } = await gateway.query('query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(data?.['node']).toBeNull();
  }
});

function start(apiVersion: ApiVersion): Promise<TestGateway> {
  return startTestGateway({ config: { apiVersion } });
}
