import { expect, test } from 'vitest';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, mxbank, mxbankCredentials, nobody } from '../../support/household.ts';

const document = `mutation ($input: CreateMemberInput!) {
  createMember(input: $input) {
    __typename
    ... on MemberPayload {
      member { id isOAuth externalId oauthWindowUri status { connectionStatus isBeingAggregated nextAction } }
    }
    ... on Error { code message retryable }
    ... on InvalidInputError { path }
    ... on ConflictError { existing { __typename id } }
  }
}`;

const { userId } = household;
const valid = { userId, institutionCode: 'mxbank', credentials: mxbankCredentials('another') };

async function createMember(gateway: TestGateway, input: Data): Promise<Data> {
  const { data, errors } = await gateway.query(document, { input });
  expect(errors).toBeUndefined();
  return data?.['createMember'];
}

test("createMember shows the new member's job as running", async () => {
  await using gateway = await startTestGateway();
  expect(await createMember(gateway, { ...valid, externalId: 'mine' })).toEqual({
    __typename: 'MemberPayload',
    member: {
      id: expect.any(String),
      isOAuth: false,
      externalId: 'mine',
      oauthWindowUri: null,
      status: { connectionStatus: 'CREATED', isBeingAggregated: true, nextAction: 'WAIT' },
    },
  });
  expect(gateway.sandbox.calls).toEqual([`POST ${household.path}/members`]);
});

test('an OAuth member is created without credentials, and has the address of its sign-in', async () => {
  await using gateway = await startTestGateway();
  const input = {
    userId,
    institutionCode: 'mx_bank_oauth',
    isOAuth: true,
    referralSource: 'BROWSER',
  };
  expect(await createMember(gateway, input)).toMatchObject({
    member: {
      isOAuth: true,
      oauthWindowUri: expect.stringMatching(/^http/),
      status: { connectionStatus: 'PENDING', nextAction: 'AUTHORIZE_OAUTH' },
    },
  });
});

const path = (...rest: string[]) => ['input', 'credentials', ...rest];
const [login, password] = mxbankCredentials('x');

const refused: readonly (readonly [string, Data, readonly string[]])[] = [
  ['no credentials', { credentials: [] }, path()],
  ['OAuth with credentials', { isOAuth: true }, path()],
  [
    'a malformed credential guid',
    { credentials: [login, { guid: 'x', value: 'y' }] },
    path('1', 'guid'),
  ],
  [
    'a credential guid that is a path',
    { credentials: [{ guid: 'CRD-1/..', value: 'y' }] },
    path('0', 'guid'),
  ],
  ['a credential twice', { credentials: [login, password, login] }, path('2', 'guid')],
  ['an external id with a slash', { externalId: 'a/b' }, ['input', 'externalId']],
];

test.for(refused)('a member with %s is refused by its field, without a call', async (given) => {
  const [, change, expected] = given;
  await using gateway = await startTestGateway();
  expect(await createMember(gateway, { ...valid, ...change })).toMatchObject({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    retryable: false,
    path: expected,
  });
  expect(gateway.sandbox.calls).toEqual([]);
});

const malformed: readonly (readonly [string, Data, string])[] = [
  ['a user guid for an id', { userId: household.userGuid }, 'userId'],
  ['the id of a member for a user', { userId: household.bankId }, 'userId'],
  ['no user', { userId: null }, 'userId'],
  ['an institution code that is a path', { institutionCode: '../users' }, 'institutionCode'],
  ['an empty institution code', { institutionCode: '' }, 'institutionCode'],
];

test.for(malformed)('%s is BAD_USER_INPUT with its name, without a call', async (given) => {
  const [, change, name] = given;
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(document, { input: { ...valid, ...change } });
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { path: ['createMember'], extensions: { code: 'BAD_USER_INPUT', inputPath: ['input', name] } },
  ]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for([
  [
    'an institution that MX does not know',
    { institutionCode: 'nowhere' },
    'There is no institution nowhere.',
  ],
  [
    'a user that MX does not know',
    { userId: toGlobalId('User', nobody.userGuid) },
    'There is no such user.',
  ],
] as const)('%s is NotFoundError with its name', async ([, change, message]) => {
  await using gateway = await startTestGateway();
  expect(await createMember(gateway, { ...valid, ...change })).toEqual({
    __typename: 'NotFoundError',
    code: 'NOT_FOUND',
    message,
    retryable: false,
  });
});

test.for([
  ['a credential of another institution', [{ guid: 'CRD-1', value: 'x' }, login]],
  ['a credential too few', [password]],
] as const)('%s is refused by MX, and reported in our own words', async ([, credentials]) => {
  await using gateway = await startTestGateway();
  const answer = await createMember(gateway, { ...valid, credentials });
  expect(answer).toMatchObject({ __typename: 'InvalidInputError', path: ['input'] });
  expect(JSON.stringify(answer)).not.toMatch(/CRD-|Username/);
});

test('the same credentials at the same institution are a conflict with the existing member', async () => {
  await using gateway = await startTestGateway();
  const credentials = mxbankCredentials('password');
  expect(await createMember(gateway, { ...valid, credentials })).toEqual({
    __typename: 'ConflictError',
    code: 'CONFLICT',
    message: 'A member of this institution with these credentials already exists.',
    retryable: false,
    existing: { __typename: 'Member', id: household.bankId },
  });
});

test('a conflict names none of two possible members', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.addMember(household.userGuid, { institutionCode: 'mxbank' });
  const credentials = mxbankCredentials('password');
  expect(await createMember(gateway, { ...valid, credentials })).toMatchObject({
    __typename: 'ConflictError',
    existing: null,
  });
});

test('a create that was cut off may have been made, and is not retried', async () => {
  await using gateway = await startTestGateway({
    sandbox: { intercept: ({ method }) => (method === 'POST' ? { status: 0 } : undefined) },
  });
  const { errors } = await gateway.query(document, { input: valid });
  expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN', retryable: false } }]);
  expect(gateway.sandbox.calls).toEqual([`POST ${household.path}/members`]);
});

test('a feature that MX has not enabled is UPSTREAM_FORBIDDEN', async () => {
  await using gateway = await startTestGateway({
    sandbox: { intercept: () => ({ status: 403, body: {} }) },
  });
  const { errors } = await gateway.query(document, { input: valid });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_FORBIDDEN', retryable: false } }]);
});

test('credentials may be empty strings, since only MX knows the institution', async () => {
  await using gateway = await startTestGateway();
  const credentials = [
    { guid: mxbank.login, value: '' },
    { guid: mxbank.password, value: '' },
  ];
  await createMember(gateway, { ...valid, credentials });
  expect(gateway.sandbox.requests[0]?.body).toMatchObject({ member: { credentials } });
});
