import { expect, test } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { json, startTestClient, status } from '../../support/fake-mx.ts';

const USER = 'USR-1';
const KEY = { userGuid: USER, memberGuid: 'MBR-1' };
const PATH = '/users/USR-1/members/MBR-1';
const credentials = [
  { guid: 'CRD-1', value: new Secret('mxuser') },
  { guid: 'CRD-2', value: new Secret(1234) },
];
const wireCredentials = [
  { guid: 'CRD-1', value: 'mxuser' },
  { guid: 'CRD-2', value: '1234' },
];

const wire = {
  aggregated_at: '2016-10-13T18:07:57.000Z',
  background_aggregation_is_disabled: false,
  connection_status: 'CONNECTED',
  error: '{}',
  guid: 'MBR-1',
  id: 'unique_id',
  institution_code: 'mxbank',
  is_being_aggregated: false,
  is_managed_by_user: true,
  is_manual: false,
  is_oauth: false,
  metadata: 'm',
  most_recent_job_guid: false,
  name: 'MX Bank',
  needs_updated_credentials: false,
  oauth_window_uri: null,
  successfully_aggregated_at: '2016-10-13T17:57:38Z',
  use_cases: null,
  user_guid: USER,
};
const model = {
  guid: 'MBR-1',
  userGuid: USER,
  externalId: 'unique_id',
  name: 'MX Bank',
  institutionCode: 'mxbank',
  isOAuth: false,
  isManual: false,
  isManagedByUser: true,
  backgroundAggregationIsDisabled: false,
  needsUpdatedCredentials: false,
  oauthWindowUri: null,
  metadata: 'm',
  error: null,
  connectionStatus: 'CONNECTED',
  isBeingAggregated: false,
  aggregatedAt: '2016-10-13T18:07:57.000Z',
  successfullyAggregatedAt: '2016-10-13T17:57:38.000Z',
};

test('a member is read without any drift', async () => {
  await using t = await startTestClient([json({ member: wire })]);
  expect(await t.client.members.read(KEY)).toEqual(model);
  expect(t.mx.seen[0]?.url).toBe(PATH);
  expect(t.reports[0]).not.toHaveProperty('driftedFields');
});

test('a malformed field of a member reads as null, and is reported by name', async () => {
  const odd = {
    ...wire,
    name: 5,
    is_oauth: 'no',
    institution_code: 'a/b',
    is_being_aggregated: null,
  };
  await using t = await startTestClient([json({ member: odd })]);
  expect(await t.client.members.read(KEY)).toEqual({
    ...model,
    name: null,
    isOAuth: null,
    institutionCode: null,
  });
  expect(t.reports[0]?.driftedFields).toEqual(['name', 'institution_code', 'is_oauth']);
});

test.for([
  { member: { ...wire, user_guid: 'USR-2' } },
  { member: { ...wire, guid: undefined } },
  { member: [] },
  { members: [wire] },
])('a member body of %j is refused', async (body) => {
  await using t = await startTestClient([json(body)]);
  await expect(t.client.members.read(KEY)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    status: 200,
  });
  expect(t.mx.seen).toHaveLength(1);
});

test('all members of a user are listed', async () => {
  const full = Array.from({ length: 1_000 }, (_, index) => ({ ...wire, guid: `MBR-${index}` }));
  const pagination = { current_page: 1, per_page: 1_000, total_entries: 1_001, total_pages: 2 };
  const first = { members: full, pagination };
  const second = { members: [{ ...wire, guid: 'MBR-1000' }] };
  await using t = await startTestClient([json(first), json(second)]);
  const list = await t.client.members.list(USER);
  expect(list.isComplete).toBe(true);
  expect(list.items).toHaveLength(1_001);
  expect(list.items.at(-1)).toEqual({ ...model, guid: 'MBR-1000' });
  expect(t.mx.seen.map(({ url }) => url)).toEqual([
    '/users/USR-1/members?page=1&records_per_page=1000',
    '/users/USR-1/members?page=2&records_per_page=1000',
  ]);
});

test('a status is read with its open questions', async () => {
  const member = {
    guid: 'MBR-1',
    connection_status: 'CHALLENGED',
    is_being_aggregated: true,
    is_authenticated: false,
    has_processed_accounts: true,
    challenges: [{ guid: 'CRD-9', label: 'City?', type: 'TEXT' }],
  };
  await using t = await startTestClient([json({ member })]);
  expect(await t.client.members.readStatus(KEY)).toEqual({
    connectionStatus: 'CHALLENGED',
    isBeingAggregated: true,
    aggregatedAt: null,
    successfullyAggregatedAt: null,
    isAuthenticated: false,
    hasProcessedAccounts: true,
    hasProcessedTransactions: null,
    hasProcessedAccountNumbers: null,
    challenges: [{ guid: 'CRD-9', label: 'City?', kind: 'TEXT', typeRaw: 'TEXT' }],
  });
});

test.for([{}, { challenges: null }, { challenges: [] }])(
  'a status without questions is read from %j',
  async (fields) => {
    await using t = await startTestClient([json({ member: { guid: 'MBR-1', ...fields } })]);
    expect(await t.client.members.readStatus(KEY)).toMatchObject({ challenges: [] });
  },
);

test.for([
  [{}, []],
  ['soon', []],
  [7, []],
  [['TEXT', null, { guid: 'CRD-9', type: 'TEXT' }], [{ guid: 'CRD-9', kind: 'TEXT' }]],
] as const)('a status with the questions %j is read and noted as drift', async ([sent, read]) => {
  const answer = { member: { guid: 'MBR-1', is_being_aggregated: true, challenges: sent } };
  await using t = await startTestClient([json(answer)]);
  const { challenges, isBeingAggregated } = await t.client.members.readStatus(KEY);
  expect(isBeingAggregated).toBe(true);
  expect(challenges).toHaveLength(read.length);
  expect(challenges).toMatchObject(read);
  expect(t.reports[0]?.driftedFields).toEqual(['challenges']);
});

test('a status with a question that could not be answered is refused', async () => {
  await using t = await startTestClient([json({ member: { challenges: [{ type: 'TEXT' }] } })]);
  await expect(t.client.members.readStatus(KEY)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});

test('a member has no challenges when MX answers 204', async () => {
  await using t = await startTestClient([status(204)]);
  expect(await t.client.members.challenges(KEY)).toEqual([]);
});

const input = {
  institutionCode: 'mxbank',
  credentials,
  externalId: 'unique_id',
  metadata: null,
  isOAuth: false,
  skipAggregation: true,
  products: ['transactions', 'rewards'],
  clientRedirectUrl: 'https://example.com/back',
  referralSource: 'APP',
  enableApp2App: false,
  uiMessageWebviewUrlScheme: 'app',
} as const;
const root = {
  client_redirect_url: 'https://example.com/back',
  enable_app2app: false,
  referral_source: 'APP',
  ui_message_webview_url_scheme: 'app',
};
const member = {
  institution_code: 'mxbank',
  credentials: wireCredentials,
  id: 'unique_id',
  is_oauth: false,
};

test('a member is created with the body of v20111101', async () => {
  await using t = await startTestClient([json({ member: wire }, 202)]);
  expect(await t.client.members.create(USER, input)).toEqual({ ...model, isJobRequested: null });
  expect(t.mx.seen[0]).toMatchObject({ method: 'POST', url: '/users/USR-1/members' });
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
    ...root,
    member: { ...member, skip_aggregation: true },
  });
});

test('a member is created with the body of v20250224', async () => {
  await using t = await startTestClient([json({ member: wire }, 201)], { apiVersion: 'v20250224' });
  await t.client.members.create(USER, input);
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
    ...root,
    data_request: { products: ['transactions', 'rewards'] },
    member,
  });
});

test('an update of a member sends the given fields, and leaves out null', async () => {
  await using t = await startTestClient([json({ member: wire })]);
  const nothing = { externalId: null, backgroundAggregationIsDisabled: null };
  await t.client.members.update(KEY, { credentials, metadata: '', ...nothing });
  expect(t.mx.seen[0]).toMatchObject({ method: 'PUT', url: PATH });
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
    member: { credentials: wireCredentials, metadata: '' },
  });
});

test('challenges are answered', async () => {
  await using t = await startTestClient([json({ member: wire }, 202)]);
  await t.client.members.resume(KEY, [{ challengeGuid: 'CRD-9', value: new Secret('Rome') }]);
  expect(t.mx.seen[0]).toMatchObject({
    method: 'PUT',
    url: `${PATH}/resume`,
    body: '{"member":{"challenges":[{"guid":"CRD-9","value":"Rome"}]}}',
  });
});

test('a member is deleted', async () => {
  await using t = await startTestClient([status(204)]);
  expect(await t.client.members.delete(KEY)).toBeUndefined();
  expect(t.mx.seen[0]).toMatchObject({ method: 'DELETE', url: PATH, body: '' });
});

test('an OAuth window is requested', async () => {
  const uri = 'https://mxbank.mx.com/oauth/authorize?client_id=b8';
  await using t = await startTestClient([
    json({ member: { guid: 'MBR-1', oauth_window_uri: uri } }),
    json({ member: { guid: 'MBR-1', oauth_window_uri: null } }),
  ]);
  expect(await t.client.members.oauthWindow(KEY, { referralSource: 'BROWSER' })).toBe(uri);
  expect(t.mx.seen[0]?.url).toBe(`${PATH}/oauth_window_uri?referral_source=BROWSER`);
  await expect(t.client.members.oauthWindow(KEY, {})).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
  });
});

test("a member's secret shows in no error, report or inspected input", async () => {
  await using t = await startTestClient([status(400)]);
  const error = await t.client.members.create(USER, input).catch((reason: unknown) => reason);
  const shown = JSON.stringify([error, String(error), t.reports, input]);
  expect(shown).not.toContain('mxuser');
});
