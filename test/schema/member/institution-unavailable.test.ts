import { expect, test } from 'vitest';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, mxbankCredentials } from '../../support/household.ts';
import { openSubscription } from '../../support/subscription.ts';

const { bankId, userId, userGuid, bankPath } = household;

const FIELDS = `__typename ... on InstitutionUnavailableError {
  code retryable reason message institution { code }
}`;
const credentials = mxbankCredentials('another');

const doors: Readonly<Record<string, readonly [string, object]>> = {
  createMember: ['CreateMemberInput', { userId, institutionCode: 'mxbank', credentials }],
  updateMember: ['UpdateMemberInput', { memberId: bankId, credentials }],
  aggregateMember: ['AggregateMemberInput', { memberId: bankId }],
  fetchRewards: ['FetchRewardsInput', { memberId: bankId }],
};

async function ask(gateway: TestGateway, door: string): Promise<Data> {
  if (door === 'rewardsRefresh') return follow(gateway);
  const [type, input] = doors[door] ?? [];
  const document = `mutation ($input: ${type}!) { ${door}(input: $input) { ${FIELDS} } }`;
  const { data, errors } = await gateway.query(document, { input });
  expect(errors).toBeUndefined();
  return data?.[door];
}

async function follow({ url }: TestGateway): Promise<Data> {
  const document = `subscription ($id: ID!) { rewardsRefresh(memberId: $id) {
    __typename ... on RewardsRefreshFailed { status { id } error { ${FIELDS} } } } }`;
  await using stream = openSubscription({ url, document, variables: { id: bankId } });
  const results = await stream.rest();
  expect(results).toHaveLength(1);
  const { __typename, status, error } = results[0]?.data?.['rewardsRefresh'] ?? {};
  expect({ __typename, status }).toEqual({ __typename: 'RewardsRefreshFailed', status: null });
  return error;
}

const names = [...Object.keys(doors), 'rewardsRefresh'];

test.for(names)('%s reports that the institution is under maintenance', async (door) => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.setTrouble('mxbank', 'institution_maintenance_error');
  expect(await ask(gateway, door)).toEqual({
    __typename: 'InstitutionUnavailableError',
    code: 'INSTITUTION_UNAVAILABLE',
    retryable: true,
    reason: 'MAINTENANCE',
    message: 'The institution is under maintenance.',
    institution: { code: 'mxbank' },
  });
});

test.for([
  ['institution_unavailable_error', 'UNAVAILABLE', true],
  ['institution_prevented_error', 'BLOCKED', false],
  ['institution_prevent_new_error', 'BLOCKED', false],
  ['institution_prevent_verification_error', 'BLOCKED', false],
  ['institution_of_a_new_kind_error', 'UNRECOGNIZED', false],
] as const)('%s is reported as %s, and retryable as %j', async ([type, reason, retryable]) => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.setTrouble('mxbank', type);
  for (const door of names) {
    expect(await ask(gateway, door)).toMatchObject({ reason, retryable });
  }
});

test('the same call succeeds when the institution is back', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.setTrouble('mxbank', 'institution_unavailable_error');
  expect(await ask(gateway, 'createMember')).toMatchObject({ reason: 'UNAVAILABLE' });
  gateway.sandbox.control.setTrouble('mxbank', undefined);
  expect(await ask(gateway, 'createMember')).toEqual({ __typename: 'MemberPayload' });
});

test('an institution that cannot be read is null', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ method, path }) =>
        method === 'GET' && path === bankPath ? { status: 500 } : undefined,
    },
  });
  gateway.sandbox.control.setTrouble('mxbank', 'institution_unavailable_error');
  expect(await ask(gateway, 'fetchRewards')).toMatchObject({ institution: null });
});

test('a 400 of another type is still an institution without rewards', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/fetch_rewards')
          ? { status: 400, body: { error: { type: 'bad_request' } } }
          : undefined,
    },
  });
  expect(await ask(gateway, 'fetchRewards')).toEqual({ __typename: 'RewardsNotSupportedError' });
});

const CREATED = `mutation ($input: CreateMemberInput!) { createMember(input: $input) {
  ... on MemberPayload { member { id } } } }`;
const WATCH = 'subscription ($id: ID!) { memberStatus(memberId: $id) { nextAction } }';

test.for([
  [202, 'WAIT'],
  [201, 'START_JOB'],
  [200, 'START_JOB'],
] as const)(
  'a watcher of a new member under v20250224 gets, after a %i without a job yet, %s',
  async ([status, nextAction]) => {
    const bodies: string[] = [];
    await using gateway = await startTestGateway({
      config: { apiVersion: 'v20250224' },
      sandbox: {
        intercept({ method, path, body }) {
          if (method !== 'POST' || !path.endsWith('/members')) return undefined;
          bodies.push(JSON.stringify(body));
          const { control } = gateway.sandbox;
          const guid = control.addMember(userGuid, { status: 'CREATED', hasData: false });
          const member = { guid, user_guid: userGuid, connection_status: 'CREATED' };
          return { status, body: { member } };
        },
      },
    });
    const input = { userId, institutionCode: 'mxbank', credentials };
    const { data } = await gateway.query(CREATED, { input });
    const variables = { id: data?.['createMember'].member.id };
    await using stream = openSubscription({ url: gateway.url, document: WATCH, variables });
    expect((await stream.next()).data).toEqual({ memberStatus: { nextAction } });
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      data_request: { products: ['transactions', 'rewards'] },
    });
  },
);
