import { expect, test } from 'vitest';
import type { RewardModel } from '../../src/mx/reward.ts';
import { totalsByUnit } from '../../src/schema/reward-totals.ts';

const TODAY = '2026-11-22';
let count = 0;

function reward(
  balanceType: string | null,
  balance: string | null,
  more: Partial<RewardModel> = {},
): RewardModel {
  count += 1;
  return {
    guid: `RWD-${count}`,
    userGuid: 'USR-1',
    memberGuid: 'MBR-1',
    accountGuid: 'ACT-1',
    unitType: 'POINTS',
    description: null,
    expiresOn: null,
    createdAt: null,
    updatedAt: null,
    balance,
    balanceType,
    ...more,
  };
}

const figures = (rewards: readonly RewardModel[]) =>
  totalsByUnit(rewards, TODAY).map(({ unit, total, expiring, nextExpiry }) => ({
    unit,
    total,
    expiring,
    nextExpiry,
  }));

const points = (
  total: string,
  expiring: string | null = null,
  nextExpiry: string | null = null,
) => [{ unit: 'POINTS', total, expiring, nextExpiry }];

test('no rewards have no units', () => {
  expect(totalsByUnit([], TODAY)).toEqual([]);
});

test.for([
  ['BALANCE', '100'],
  ['TOTAL_BALANCE', '100'],
  ['EXPIRING_BALANCE', '0'],
  ['BALANCE_TO_LEVEL', '0'],
  ['BALANCE_TO_REWARD', '0'],
  ['SOMETHING_NEW', '0'],
  [null, '0'],
] as const)('a lone reward of type %s counts %s of 100', ([balanceType, total]) => {
  expect(figures([reward(balanceType, '100')])[0]?.total).toBe(total);
});

test('a total balance stands for the balances of its account', () => {
  const rewards = [reward('BALANCE', '128.45'), reward('TOTAL_BALANCE', '131.7')];
  expect(figures(rewards)).toEqual(points('131.7'));
});

test('accounts count each by their own rule, then together', () => {
  const rewards = [
    reward('TOTAL_BALANCE', '10', { accountGuid: 'ACT-1' }),
    reward('BALANCE', '9', { accountGuid: 'ACT-1' }),
    reward('BALANCE', '5', { accountGuid: 'ACT-2' }),
    reward('BALANCE', '0.5', { accountGuid: 'ACT-2' }),
  ];
  expect(figures(rewards)).toEqual(points('15.5'));
});

test('rewards without an account count by their member', () => {
  const rewards = [
    reward('TOTAL_BALANCE', '10', { accountGuid: null, memberGuid: 'MBR-1' }),
    reward('BALANCE', '9', { accountGuid: null, memberGuid: 'MBR-1' }),
    reward('BALANCE', '5', { accountGuid: null, memberGuid: 'MBR-2' }),
    reward('BALANCE', '1', { accountGuid: 'ACT-1', memberGuid: 'MBR-1' }),
  ];
  expect(figures(rewards)).toEqual(points('16'));
});

test('units are never added together, not even those that are not known', () => {
  const rewards = [
    reward('BALANCE', '1', { unitType: 'DOLLARS' }),
    reward('BALANCE', '2', { unitType: 'MILES' }),
    reward('BALANCE', '4', { unitType: 'STARS' }),
    reward('BALANCE', '8', { unitType: 'CROWNS' }),
    reward('BALANCE', '16', { unitType: null }),
  ];
  expect(figures(rewards).map(({ unit, total }) => [unit, total])).toEqual([
    ['DOLLARS', '1'],
    ['MILES', '2'],
    ['STARS', '4'],
    ['CROWNS', '8'],
    [null, '16'],
  ]);
});

test('what expires is told beside the total, from today on', () => {
  const rewards = [
    reward('BALANCE', '1000'),
    reward('EXPIRING_BALANCE', '300', { expiresOn: '2027-03-01' }),
    reward('EXPIRING_BALANCE', '20.5', { expiresOn: TODAY }),
    reward('EXPIRING_BALANCE', '999', { expiresOn: '2026-11-21' }),
  ];
  expect(figures(rewards)).toEqual(points('1000', '320.5', TODAY));
});

test('what expires on an unknown day counts, and has no next day', () => {
  expect(figures([reward('EXPIRING_BALANCE', '7')])).toEqual(points('0', '7'));
});

test('what has expired already is not told', () => {
  const expired = reward('EXPIRING_BALANCE', '7', { expiresOn: '2020-02-28' });
  expect(figures([expired])).toEqual(points('0'));
});

test('a balance that is not known counts nothing and breaks nothing', () => {
  expect(figures([reward('BALANCE', null), reward('BALANCE', '-2.5')])).toEqual(points('-2.5'));
});

test('every reward of a unit is listed, counted or not', () => {
  const rewards = [reward('BALANCE', '1'), reward('BALANCE_TO_LEVEL', '2'), reward(null, null)];
  expect(totalsByUnit(rewards, TODAY)[0]?.rewards).toEqual(rewards);
});
