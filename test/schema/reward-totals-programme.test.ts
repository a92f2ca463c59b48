import { expect, test } from 'vitest';
import type { RewardModel } from '../../src/mx/api/reward.ts';
import { figures, incomplete, points, reward, TODAY } from './reward-figures.ts';

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
