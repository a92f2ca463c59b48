import type { RewardModel } from '../../src/mx/api/reward.ts';
import { totalsByUnit } from '../../src/schema/reward-totals.ts';

export const TODAY = '2026-11-22';

let count = 0;

export function reward(
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

export const totals = (
  rewards: readonly RewardModel[],
  missingUnits: readonly (string | null)[] = [],
) => totalsByUnit({ rewards, missingUnits, today: TODAY });

export const figures = (
  rewards: readonly RewardModel[],
  missingUnits?: readonly (string | null)[],
) => totals(rewards, missingUnits).map(({ rewards: _rewards, ...figuresOfUnit }) => figuresOfUnit);

export const points = (
  total: string | null,
  expiring: string | null = null,
  nextExpiry: string | null = null,
) => [{ unit: 'POINTS', total, isComplete: true, expiring, nextExpiry }];

export const incomplete = (total: string | null, more: object = {}) => [
  { unit: 'POINTS', total, isComplete: false, expiring: null, nextExpiry: null, ...more },
];
