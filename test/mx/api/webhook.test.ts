import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeWebhook } from '../../../src/mx/api/webhook.ts';

const user_guid = 'USR-1';
const member_guid = 'MBR-1';
const about = { user_guid, member_guid };
const done = { ...about, action: 'member_data_updated', completed_at: 1_531_947_410 };

test.for([
  [{ ...about, type: 'CONNECTION_STATUS', action: 'CHANGED' }, ['MEMBERS']],
  [{ ...done, type: 'REWARD', rewards_created_count: 3 }, ['REWARDS']],
  [{ ...done, type: 'BALANCE' }, ['ACCOUNTS']],
  [{ ...done, type: 'HISTORY' }, ['TRANSACTIONS']],
  [{ ...done, type: 'STATEMENT' }, []],
  [{ ...done, type: 'VERIFICATION' }, ['ACCOUNTS']],
  [{ ...about, type: 'initial_data_ready', guid: 'x' }, ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS']],
  [{ job: { ...about, status_name: 'COMPLETED' } }, ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS']],
  [{ job: { ...about, status_name: 'CHALLENGED' } }, []],
  [{ action: 'updated', member: { user_guid, guid: member_guid } }, ['MEMBERS']],
  [{ action: 'updated', type: 'member', user_guid, guid: member_guid }, ['MEMBERS']],
  [{ action: 'created', account: { ...about, guid: 'ACT-1' } }, ['ACCOUNTS']],
  [{ action: 'created', transaction: { ...about, guid: 'TRN-1' } }, ['TRANSACTIONS']],
] as const)('the webhook %j announces %j of its member', ([body, data]) => {
  expect(decodeWebhook(body)).toMatchObject({ userGuid: 'USR-1', memberGuid: 'MBR-1', data });
});

test.for([
  [{ is_background: true, transactions_created_count: 8 }, ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS']],
  [{ is_background: false, transactions_created_count: 8 }, ['ACCOUNTS', 'TRANSACTIONS']],
  [
    { is_background: false, transactions_created_count: 0, transactions_updated_count: 0 },
    ['ACCOUNTS'],
  ],
  [
    { is_background: null, transactions_created_count: null },
    ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS'],
  ],
] as const)('an aggregation with %j announces %j', ([fields, data]) => {
  expect(decodeWebhook({ ...done, type: 'AGGREGATION', ...fields })?.data).toEqual(data);
});

test('a transaction does not concern the status, and every other webhook does', () => {
  const concerns = (body: object) => decodeWebhook(body)?.concernsStatus;
  expect(concerns({ transaction: { ...about } })).toBe(false);
  for (const body of [
    { job: { ...about } },
    { account: { ...about } },
    { ...about, type: 'NEW' },
    { user: { guid: user_guid } },
  ]) {
    expect(concerns(body)).toBe(true);
  }
});

test('a webhook about a user is about no single member', () => {
  expect(decodeWebhook({ action: 'deleted', user: { guid: user_guid, revision: 10 } })).toEqual({
    kind: 'USER',
    userGuid: user_guid,
    memberGuid: null,
    concernsStatus: true,
    data: [],
    completedAt: null,
    identity: { key: '["USER","USR-1"]', revision: 10, action: 'deleted' },
  });
});

test('a type that MX has added is taken as news about its member', () => {
  const webhook = decodeWebhook({ ...about, type: 'MORTGAGE', a: null, b: { c: [] } });
  expect(webhook).toMatchObject({ kind: 'unrecognized', memberGuid: 'MBR-1', data: [] });
});

test.for([
  [{ ...done, type: 'REWARD' }, '["REWARD","USR-1","MBR-1",1531947410]', null],
  [{ ...about, type: 'initial_data_ready', guid: '3af0' }, '["INITIAL_DATA_READY","3af0"]', null],
  [{ member: { ...about, guid: member_guid, revision: 7 } }, '["MEMBER","MBR-1"]', 7],
  [
    { job: { ...about, guid: 'JOB-1', status_name: 'COMPLETED', updated_at: 5 } },
    '["JOB","JOB-1","COMPLETED",5]',
    null,
  ],
] as const)('the webhook %j is recognised by %s', ([body, key, revision]) => {
  expect(decodeWebhook(body)?.identity).toMatchObject({ key, revision });
});

test('a connection status may occur twice, so nothing identifies its webhook', () => {
  const body = { ...about, type: 'CONNECTION_STATUS', connection_status: 'CHALLENGED' };
  expect(decodeWebhook(body)?.identity).toBeNull();
});

test.for([
  null,
  [],
  'REWARD',
  7,
  {},
  { type: 'REWARD' },
  { type: 'REWARD', member_guid },
  { type: 'REWARD', user_guid: '../users', member_guid },
  { type: 'REWARD', user_guid, member_guid: '..' },
  { type: 'BUDGET', user_guid },
  { user: { guid: null } },
])('%j has no effect', (body) => {
  expect(decodeWebhook(body)).toBeNull();
});

test('no JSON makes the decoder throw, and no identity is long', () => {
  const name = fc.constantFrom(
    'type',
    'guid',
    'user_guid',
    'member_guid',
    'revision',
    'job',
    'user',
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('USR-1', 'REWARD', 'x'.repeat(10_000), '__proto__'),
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value))), (body) => {
      const webhook = decodeWebhook(body);
      expect(webhook?.identity?.key.length ?? 0).toBeLessThan(300);
      expect(webhook?.kind.length ?? 0).toBeLessThan(30);
    }),
  );
});
