import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';

const { bank, cards, bankId, cardsId, bankPath } = household;

type Job = 'aggregateMember' | 'fetchRewards';

const typeNames = { aggregateMember: 'AggregateMemberInput', fetchRewards: 'FetchRewardsInput' };

async function run(gateway: TestGateway, job: Job, memberId = bankId): Promise<Data> {
  const forRewards =
    job === 'fetchRewards' ? '... on RewardsNotSupportedError { institution { code } }' : '';
  const document = `mutation ($input: ${typeNames[job]}!) { ${job}(input: $input) {
    __typename
    ... on JobPayload { alreadyRunning member { id } status { connectionStatus isBeingAggregated nextAction } }
    ... on Error { code retryable }
    ... on MemberNotReadyError { notReady: status { connectionStatus nextAction } }
    ... on JobConflictError { conflict: status { isBeingAggregated nextAction } }
    ${forRewards}
  } }`;
  const { data, errors } = await gateway.query(document, { input: { memberId } });
  expect(errors).toBeUndefined();
  return data?.[job];
}

/** A job runs for as long as a test. */
const start = (sandbox: SandboxOptions = {}) =>
  startTestGateway({ sandbox: { jobMs: 60_000, ...sandbox } });
const posts = ({ sandbox }: TestGateway) => sandbox.calls.filter((call) => call.startsWith('POST'));

const jobs: readonly (readonly [Job, string])[] = [
  ['aggregateMember', 'aggregate'],
  ['fetchRewards', 'fetch_rewards'],
];

test.for(jobs)('%s reads the status, then starts the job', async ([job, verb]) => {
  await using gateway = await start();
  expect(await run(gateway, job)).toEqual({
    __typename: 'JobPayload',
    alreadyRunning: false,
    member: { id: bankId },
    status: { connectionStatus: 'CONNECTED', isBeingAggregated: true, nextAction: 'WAIT' },
  });
  expect(gateway.sandbox.calls).toEqual([`GET ${bankPath}/status`, `POST ${bankPath}/${verb}`]);
});

test.for(jobs)('%s reports a run of its kind in flight', async ([job]) => {
  await using gateway = await start();
  await run(gateway, job);
  expect(await run(gateway, job)).toMatchObject({
    __typename: 'JobPayload',
    alreadyRunning: true,
    status: { isBeingAggregated: true },
  });
});

test.for(jobs)('%s is a transient conflict with a job of another kind', async ([job]) => {
  await using gateway = await start();
  await run(gateway, job === 'fetchRewards' ? 'aggregateMember' : 'fetchRewards');
  expect(await run(gateway, job)).toEqual({
    __typename: 'JobConflictError',
    code: 'JOB_CONFLICT',
    retryable: true,
    conflict: { isBeingAggregated: true, nextAction: 'WAIT' },
  });
});

const unready: readonly (readonly [string, string])[] = [
  ['PREVENTED', 'UPDATE_CREDENTIALS'],
  ['DENIED', 'UPDATE_CREDENTIALS'],
  ['IMPAIRED', 'UPDATE_CREDENTIALS'],
  ['IMPORTED', 'UPDATE_CREDENTIALS'],
  ['LOCKED', 'VISIT_INSTITUTION'],
  ['PENDING', 'AUTHORIZE_OAUTH'],
  ['DELAYED', 'RETRY_LATER'],
  ['DISCONTINUED', 'CONTACT_SUPPORT'],
  ['CLOSED', 'CONTACT_SUPPORT'],
  ['DISABLED', 'CONTACT_SUPPORT'],
  ['BRAND_NEW', 'WAIT'],
];

test.for(jobs.flatMap(([job]) => unready.map((row) => [job, ...row] as const)))(
  '%s is not posted to a member that is %s, whose next action is %s',
  async ([job, status, nextAction]) => {
    await using gateway = await start();
    gateway.sandbox.control.setStatus(bank.memberGuid, status);
    expect(await run(gateway, job)).toMatchObject({
      __typename: 'MemberNotReadyError',
      code: 'MEMBER_NOT_READY',
      retryable: false,
      notReady: { nextAction },
    });
    expect(posts(gateway)).toEqual([]);
  },
);

test('a REJECTED member may be aggregated, but its rewards not fetched', async () => {
  await using gateway = await start();
  gateway.sandbox.control.setStatus(bank.memberGuid, 'REJECTED');
  expect(await run(gateway, 'fetchRewards')).toMatchObject({
    __typename: 'MemberNotReadyError',
    notReady: { nextAction: 'START_JOB' },
  });
  expect(await run(gateway, 'aggregateMember')).toMatchObject({ __typename: 'JobPayload' });
});

test.for(jobs)('%s is never posted to a CHALLENGED member', async ([job]) => {
  await using gateway = await start();
  gateway.sandbox.control.challenge(bank.memberGuid, [{ type: 'TEXT', label: 'Which city?' }]);
  expect(await run(gateway, job)).toMatchObject({
    __typename: 'MemberNotReadyError',
    notReady: { connectionStatus: 'CHALLENGED', nextAction: 'ANSWER_CHALLENGES' },
  });
  expect(posts(gateway)).toEqual([]);
});

test.for(jobs)('%s on an unknown or foreign member is NotFoundError', async ([job]) => {
  await using gateway = await start();
  const foreign = toGlobalId('Member', 'USR-fa7537f3-48aa-a683-a02a-b18940482f54', bank.memberGuid);
  for (const id of [nobody.memberId, foreign]) {
    expect(await run(gateway, job, id)).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      retryable: false,
    });
  }
  expect(posts(gateway)).toEqual([]);
});

test.for(jobs)('%s refuses a malformed id by its name, without a call', async ([job]) => {
  await using gateway = await start();
  for (const memberId of ['', bank.memberGuid, household.userId, `${bankId}=`]) {
    const { data, errors } = await gateway.query(
      `mutation ($input: ${typeNames[job]}!) { ${job}(input: $input) { __typename } }`,
      { input: { memberId } },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', inputPath: ['input', 'memberId'] } },
    ]);
  }
  expect(gateway.sandbox.calls).toEqual([]);
});

test('a throttled start is reported as such and starts nothing', async () => {
  await using gateway = await start({ throttleMs: 24 * 3_600_000 });
  expect(await run(gateway, 'aggregateMember', cardsId)).toMatchObject({
    __typename: 'JobPayload',
    alreadyRunning: true,
    status: { connectionStatus: 'CONNECTED', isBeingAggregated: false, nextAction: 'NONE' },
  });
});

test('rewards that the institution lacks are not supported, and the institution is named', async () => {
  await using gateway = await start();
  const institutionCode = 'mxcu_credential';
  const guid = gateway.sandbox.control.addMember(household.userGuid, { institutionCode });
  expect(
    await run(gateway, 'fetchRewards', toGlobalId('Member', household.userGuid, guid)),
  ).toEqual({
    __typename: 'RewardsNotSupportedError',
    code: 'REWARDS_NOT_SUPPORTED',
    retryable: false,
    institution: { code: institutionCode },
  });
});

test('rewards that MX has not enabled for this partner are not enabled', async () => {
  await using gateway = await start({ rewardsEnabled: false });
  expect(await run(gateway, 'fetchRewards')).toEqual({
    __typename: 'RewardsNotEnabledError',
    code: 'REWARDS_NOT_ENABLED',
    retryable: false,
  });
});

test('an OAuth member that needs credentials is referred to its institution', async () => {
  await using gateway = await start();
  const { control } = gateway.sandbox;
  const institutionCode = 'mx_bank_oauth';
  const guid = control.addMember(household.userGuid, { institutionCode, isOauth: true });
  control.setStatus(guid, 'DENIED');
  const id = toGlobalId('Member', household.userGuid, guid);
  expect(await run(gateway, 'fetchRewards', id)).toMatchObject({
    notReady: { connectionStatus: 'DENIED', nextAction: 'AUTHORIZE_OAUTH' },
  });
});

test('a start that was cut off may have been made, and is not retried', async () => {
  await using gateway = await start({
    intercept: ({ method }) => (method === 'POST' ? { status: 0 } : undefined),
  });
  const document = `mutation { fetchRewards(input: { memberId: "${bankId}" }) { __typename } }`;
  const { errors } = await gateway.query(document);
  expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN', retryable: false } }]);
  expect(posts(gateway)).toHaveLength(1);
});

test('two jobs in one mutation run one after the other', async () => {
  await using gateway = await start();
  const field = (guid: string) =>
    `fetchRewards(input: { memberId: "${guid}" }) { __typename ... on JobPayload { alreadyRunning } }`;
  const { data } = await gateway.query(
    `mutation { a: ${field(bankId)} b: ${field(bankId)} c: ${field(cardsId)} }`,
  );
  expect(data).toMatchObject({
    a: { alreadyRunning: false },
    b: { alreadyRunning: true },
    c: { alreadyRunning: false },
  });
  expect(posts(gateway)).toEqual([
    `POST ${bankPath}/fetch_rewards`,
    `POST ${bankPath}/fetch_rewards`,
    `POST ${household.path}/members/${cards.memberGuid}/fetch_rewards`,
  ]);
});
