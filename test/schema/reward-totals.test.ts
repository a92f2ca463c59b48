import { expect, test } from 'vitest';
import { figures, incomplete, points, reward, TODAY, totals } from './reward-figures.ts';

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
