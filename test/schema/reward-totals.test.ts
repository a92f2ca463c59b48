import { expect, test } from 'vitest';
import type { RewardModel } from '../../src/mx/api/reward.ts';
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
    unreadFigures: [],
    balance,
    balanceType,
    ...more,
  };
}

const totals = (rewards: readonly RewardModel[], missingUnits: readonly (string | null)[] = []) =>
  totalsByUnit({ rewards, missingUnits, today: TODAY });

const figures = (rewards: readonly RewardModel[], missingUnits?: readonly (string | null)[]) =>
  totals(rewards, missingUnits).map(({ rewards: _rewards, ...figuresOfUnit }) => figuresOfUnit);

const points = (
  total: string | null,
  expiring: string | null = null,
  nextExpiry: string | null = null,
) => [{ unit: 'POINTS', total, isComplete: true, expiring, nextExpiry }];

const incomplete = (total: string | null, more: object = {}) => [
  { unit: 'POINTS', total, isComplete: false, expiring: null, nextExpiry: null, ...more },
];

test('an empty list of rewards has no units', () => {
  expect(totals([])).toEqual([]);
});

test.for([
  ['BALANCE', '100'],
  ['TOTAL_BALANCE', '100'],
  ['EXPIRING_BALANCE', '0'],
  ['BALANCE_TO_LEVEL', '0'],
  ['BALANCE_TO_REWARD', '0'],
] as const)('a lone reward of type %s counts %s of 100', ([balanceType, total]) => {
  expect(totals([reward(balanceType, '100')])[0]).toMatchObject({ total, isComplete: true });
});

test.for(['SOMETHING_NEW', '', null])(
  'a reward of type %j may count or not, and is not counted as zero',
  (balanceType) => {
    const unknown = reward(balanceType, '100');
    expect(totals([unknown])[0]).toMatchObject({ total: null, isComplete: false });
    expect(totals([unknown, reward('BALANCE', '5')])[0]).toMatchObject({
      total: '5',
      isComplete: false,
    });
  },
);

test('an unknown type does not reduce a total that is known', () => {
  const rewards = [reward('SOMETHING_NEW', '100'), reward('TOTAL_BALANCE', '131.7')];
  expect(figures(rewards)).toEqual(points('131.7'));
  // What has no type at all may be a part that expires.
  expect(figures([...rewards, reward(null, '5')])).toEqual(incomplete('131.7'));
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
    reward('BALANCE', '1', { accountGuid: 'ACT-3', memberGuid: 'MBR-3' }),
    reward('BALANCE', '2', { accountGuid: null, memberGuid: 'MBR-3' }),
  ];
  expect(figures(rewards)).toEqual(points('18'));
});

const ofAccount = (accountGuid: string | null, more: Partial<RewardModel> = {}) => ({
  accountGuid,
  ...more,
});

test('the total of a programme stands for the cards of its member', () => {
  const programme = reward('TOTAL_BALANCE', '15000', ofAccount(null));
  const cards = [
    reward('BALANCE', '10000', ofAccount('ACT-1')),
    reward('BALANCE', '5000', ofAccount('ACT-2')),
    reward('TOTAL_BALANCE', '5000', ofAccount('ACT-2')),
    reward('BALANCE', '15000', ofAccount(null)),
  ];
  expect(figures([programme, ...cards])).toEqual(points('15000'));
  expect(figures([...cards, programme])).toEqual(points('15000'));
});

test('the total of a programme stands for no other member and no other unit', () => {
  const rewards = [
    reward('TOTAL_BALANCE', '100', ofAccount(null)),
    reward('BALANCE', '30', ofAccount('ACT-2', { memberGuid: 'MBR-2' })),
    reward('BALANCE', '7', ofAccount('ACT-1', { unitType: 'MILES' })),
  ];
  expect(figures(rewards).map(({ unit, total }) => [unit, total])).toEqual([
    ['POINTS', '130'],
    ['MILES', '7'],
  ]);
});

test('two programmes of a member are added, as they are in one account', () => {
  const rewards = [
    reward('TOTAL_BALANCE', '100', ofAccount(null)),
    reward('TOTAL_BALANCE', '50', ofAccount(null)),
    reward('BALANCE', '120', ofAccount('ACT-1')),
  ];
  expect(figures(rewards)).toEqual(points('150'));
});

test("expiring balances of a programme's cards are shown beside its total", () => {
  const rewards = [
    reward('TOTAL_BALANCE', '100', ofAccount(null)),
    reward('EXPIRING_BALANCE', '30', ofAccount('ACT-1', { expiresOn: TODAY })),
  ];
  expect(figures(rewards)).toEqual(points('100', '30', TODAY));
});

test('a total whose account cannot be read is not the total of a programme', () => {
  const rewards = [
    reward('TOTAL_BALANCE', '100', ofAccount(null, { unreadFigures: ['accountGuid'] })),
    reward('BALANCE', '30', ofAccount('ACT-1')),
  ];
  expect(figures(rewards)).toEqual(incomplete('130'));
});

test('units are never added together, not even unknown ones', () => {
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

test('expiring balances are shown beside the total, from today on', () => {
  const rewards = [
    reward('BALANCE', '1000'),
    reward('EXPIRING_BALANCE', '300', { expiresOn: '2027-03-01' }),
    reward('EXPIRING_BALANCE', '20.5', { expiresOn: TODAY }),
    reward('EXPIRING_BALANCE', '999', { expiresOn: '2026-11-21' }),
  ];
  expect(figures(rewards)).toEqual(points('1000', '320.5', TODAY));
});

test('a balance that expires on an unknown day counts, and has no next day', () => {
  expect(figures([reward('EXPIRING_BALANCE', '7')])).toEqual(points('0', '7'));
});

test('a balance that has expired already is not shown', () => {
  const expired = reward('EXPIRING_BALANCE', '7', { expiresOn: '2020-02-28' });
  expect(figures([expired])).toEqual(points('0'));
});

test('an unknown balance is never added as zero', () => {
  const unknown = reward('BALANCE', null);
  expect(figures([unknown, reward('BALANCE', '-2.5')])).toEqual(incomplete('-2.5'));
  expect(figures([unknown])).toEqual(incomplete(null));
  // It has no say where it would not count.
  expect(figures([unknown, reward('TOTAL_BALANCE', '7')])).toEqual(points('7'));
  expect(figures([reward('BALANCE_TO_LEVEL', null), reward('BALANCE', '7')])).toEqual(points('7'));
});

test('a total whose account is unread may be that of another programme', () => {
  const programme = reward('TOTAL_BALANCE', '100', { accountGuid: null });
  const unread = reward('TOTAL_BALANCE', '5', {
    accountGuid: null,
    unreadFigures: ['accountGuid'],
  });
  expect(figures([programme, unread])).toEqual(incomplete('100'));
  const part = reward('BALANCE', '5', { accountGuid: null, unreadFigures: ['accountGuid'] });
  expect(figures([programme, part])).toEqual(points('100'));
});

test('an unknown expiring balance is never added as zero', () => {
  const unknown = reward('EXPIRING_BALANCE', null, { expiresOn: '2027-03-01' });
  const known = reward('EXPIRING_BALANCE', '5', { expiresOn: '2027-04-01' });
  const held = reward('BALANCE', '1000');
  expect(figures([held, unknown])).toEqual(incomplete('1000', { nextExpiry: '2027-03-01' }));
  expect(figures([held, unknown, known])).toEqual(
    incomplete('1000', { expiring: '5', nextExpiry: '2027-03-01' }),
  );
  const noDay = reward('EXPIRING_BALANCE', '5', { unreadFigures: ['expiresOn'] });
  expect(figures([held, noDay])).toEqual(incomplete('1000', { expiring: '5' }));
  const passed = reward('EXPIRING_BALANCE', null, { expiresOn: '2026-11-21' });
  expect(figures([held, passed])).toEqual(points('1000'));
});

test('a missing reward makes its unit incomplete, and the unit is listed', () => {
  const rewards = [reward('BALANCE', '5'), reward('BALANCE', '7', { unitType: 'MILES' })];
  expect(figures(rewards, ['POINTS', 'SEGMENTS'])).toEqual([
    ...incomplete('5'),
    { ...points('7')[0], unit: 'MILES' },
    ...incomplete(null, { unit: 'SEGMENTS' }),
  ]);
  expect(totals([], ['POINTS'])[0]?.rewards).toEqual([]);
});

test('a missing reward of an unknown unit may be of any', () => {
  const rewards = [reward('BALANCE', '5'), reward('BALANCE', '7', { unitType: 'MILES' })];
  expect(figures(rewards, [null])).toEqual([
    ...incomplete('5'),
    ...incomplete('7', { unit: 'MILES' }),
  ]);
  expect(figures([], [null, null])).toEqual(incomplete(null, { unit: null }));
  const noUnit = reward('BALANCE', '9', { unitType: null, unreadFigures: ['unitType'] });
  expect(figures([...rewards, noUnit]).map(({ isComplete }) => isComplete)).toEqual([
    false,
    false,
    false,
  ]);
});

test('every reward of a unit is listed, counted or not', () => {
  const rewards = [reward('BALANCE', '1'), reward('BALANCE_TO_LEVEL', '2'), reward(null, null)];
  expect(totals(rewards)[0]?.rewards).toEqual(rewards);
});
