import { expect, test } from 'vitest';
import { json, raw, startTestClient } from '../../support/fake-mx.ts';

const KEY = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const wire = {
  account_guid: 'ACT-1',
  balance: 1000,
  balance_type: 'EXPIRING_BALANCE',
  created_at: '2025-02-13T18:08:00+00:00',
  description: 'A description of the reward.',
  expires_on: '2020-02-28',
  guid: 'RWD-1',
  member_guid: 'MBR-1',
  unit_type: 'POINTS',
  updated_at: '2023-06-01T19:18:06Z',
  user_guid: 'USR-1',
};
const model = {
  guid: 'RWD-1',
  userGuid: 'USR-1',
  memberGuid: 'MBR-1',
  accountGuid: 'ACT-1',
  balance: '1000',
  balanceType: 'EXPIRING_BALANCE',
  unitType: 'POINTS',
  description: 'A description of the reward.',
  expiresOn: '2020-02-28',
  createdAt: '2025-02-13T18:08:00.000Z',
  updatedAt: '2023-06-01T19:18:06.000Z',
  unreadFigures: [],
};

test('rewards are listed without page parameters, which MX does not declare', async () => {
  const loose = { ...wire, guid: 'RWD-2', account_guid: null, balance: 12.5, expires_on: null };
  await using t = await startTestClient([json({ rewards: [wire, loose] })]);
  expect(await t.client.rewards.list(KEY)).toEqual({
    items: [
      model,
      { ...model, guid: 'RWD-2', accountGuid: null, balance: '12.5', expiresOn: null },
    ],
    isComplete: true,
    missingUnits: [],
  });
  expect(t.mx.seen.map(({ url }) => url)).toEqual(['/users/USR-1/members/MBR-1/rewards']);
});

test('pages of rewards are followed all the same after a full one', async () => {
  const full = Array.from({ length: 25 }, (_, index) => ({ ...wire, guid: `RWD-${index}` }));
  const pagination = { current_page: 1, per_page: 25, total_entries: 26, total_pages: 2 };
  await using t = await startTestClient([
    json({ rewards: full, pagination }),
    json({ rewards: [full[24], { ...wire, guid: 'RWD-25' }] }),
  ]);
  const { items, isComplete } = await t.client.rewards.list(KEY);
  expect(isComplete).toBe(true);
  expect(items.map(({ guid }) => guid)).toEqual(
    Array.from({ length: 26 }, (_, index) => `RWD-${index}`),
  );
  expect(t.mx.seen[1]?.url).toBe('/users/USR-1/members/MBR-1/rewards?page=2&records_per_page=25');
});

test('a page of rewards that the first one does not prove is not asked for', async () => {
  const pagination = { current_page: 1, per_page: 25, total_entries: 26, total_pages: 2 };
  await using t = await startTestClient([json({ rewards: [wire], pagination })]);
  expect(await t.client.rewards.list(KEY)).toEqual({
    items: [model],
    isComplete: false,
    missingUnits: [null],
  });
  expect(t.reports[0]?.driftedFields).toEqual(['pagination']);
});

test('a reward is read', async () => {
  await using t = await startTestClient([json({ reward: wire })]);
  expect(await t.client.rewards.read({ ...KEY, rewardGuid: 'RWD-1' })).toEqual(model);
  expect(t.mx.seen[0]?.url).toBe('/users/USR-1/members/MBR-1/rewards/RWD-1');
});

test.for([
  ['"1250.75"', '1250.75'],
  ['12345678901234567890.12', '12345678901234567890.12'],
  ['9007199254740993', '9007199254740993'],
  ['0.12345678901234567', '0.12345678901234567'],
  ['1e3', '1000'],
  ['-0', '0'],
  ['1e400', null],
  ['"1,250.75"', null],
])('the balance %s of a reward reads as %s', async ([balance, plain]) => {
  await using t = await startTestClient([raw(`{"reward":{"guid":"RWD-1","balance":${balance}}}`)]);
  const reward = await t.client.rewards.read({ ...KEY, rewardGuid: 'RWD-1' });
  expect(reward.balance).toBe(plain);
  expect(t.reports[0]?.driftedFields).toEqual(plain === null ? ['balance'] : undefined);
});

test('rewards that are missing from a list are reported by unit where that is known', async () => {
  const { guid: _guid, ...anonymous } = wire;
  const rewards = [
    wire,
    anonymous,
    { ...wire, guid: '' },
    { ...wire, guid: 7, unit_type: 5 },
    null,
    'RWD-2',
    [wire],
    wire,
    { ...wire, guid: 'RWD-2', unit_type: 'MILES' },
  ];
  await using t = await startTestClient([json({ rewards })]);
  expect(await t.client.rewards.list(KEY)).toEqual({
    items: [model, { ...model, guid: 'RWD-2', unitType: 'MILES' }],
    isComplete: false,
    missingUnits: ['POINTS', 'POINTS', null, null, null, null],
  });
  expect(t.reports[0]?.driftedFields).toEqual(['rewards.guid', 'rewards']);
});

test('a reward names its unreadable figures, and no others', async () => {
  const odd = {
    ...wire,
    account_guid: 5,
    balance: 'lots',
    balance_type: 7,
    unit_type: {},
    expires_on: 'soon',
    description: 9,
  };
  await using t = await startTestClient([
    json({ rewards: [odd, { guid: 'RWD-2' }, { guid: 'RWD-3', balance: null, expires_on: '' }] }),
  ]);
  const { items } = await t.client.rewards.list(KEY);
  expect(items.map(({ unreadFigures }) => unreadFigures)).toEqual([
    ['accountGuid', 'balance', 'balanceType', 'unitType', 'expiresOn'],
    [],
    [],
  ]);
});
