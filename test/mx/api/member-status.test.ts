import { expect, test } from 'vitest';
import { json, startTestClient } from '../../support/fake-mx.ts';
import { KEY } from './member-bench.ts';

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
