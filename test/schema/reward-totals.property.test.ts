import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RewardFigure, RewardModel } from '../../src/mx/api/reward.ts';
import { totalsByUnit } from '../../src/schema/reward-totals.ts';

const TODAY = '2026-11-22';

const totals = (rewards: readonly RewardModel[], missingUnits: readonly (string | null)[] = []) =>
  totalsByUnit({ rewards, missingUnits, today: TODAY });

const days = fc.constantFrom(null, '2026-11-21', TODAY, '2027-03-01');
const anyReward = fc
  .record({
    balanceType: fc.constantFrom(
      ...['BALANCE', 'TOTAL_BALANCE', 'EXPIRING_BALANCE', 'BALANCE_TO_LEVEL', 'BALANCE_TO_REWARD'],
    ),
    balance: fc.integer({ min: -500, max: 500 }).map((cents) => String(cents / 100)),
    unitType: fc.constantFrom('POINTS', 'MILES', null),
    memberGuid: fc.constantFrom('MBR-1', 'MBR-2'),
    accountGuid: fc.constantFrom(null, 'ACT-1', 'ACT-2'),
    expiresOn: days,
  })
  .map((figures): RewardModel => ({
    guid: 'RWD-1',
    userGuid: 'USR-1',
    description: null,
    createdAt: null,
    updatedAt: null,
    unreadFigures: [],
    ...figures,
  }));

/** What MX may do to a row. */
const HARM = ['none', 'none', 'gone', 'gone with its unit'] as const;
const harm = fc.oneof(
  fc.constantFrom(...HARM),
  fc.constantFrom<RewardFigure>('accountGuid', 'balance', 'balanceType', 'unitType', 'expiresOn'),
);

test('a sum that is marked complete is the sum of everything, whatever could not be read', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyReward, harm), { maxLength: 8 }), (pairs) => {
      const whole = new Map(totals(pairs.map(([each]) => each)).map((each) => [each.unit, each]));
      const read: RewardModel[] = [];
      const missing: (string | null)[] = [];
      for (const [each, done] of pairs) {
        if (done === 'none') read.push(each);
        else if (done === 'gone') missing.push(each.unitType);
        else if (done === 'gone with its unit') missing.push(null);
        else read.push({ ...each, [done]: null, unreadFigures: [done] });
      }
      const sums = totals(read, missing).filter(({ isComplete }) => isComplete);
      for (const { unit, total, expiring, nextExpiry } of sums) {
        expect(whole.get(unit)).toMatchObject({ total, expiring, nextExpiry });
      }
    }),
    { numRuns: 20_000 },
  );
});

test('a list that is read whole is never marked incomplete', () => {
  fc.assert(
    fc.property(fc.array(anyReward, { maxLength: 8 }), (rewards) => {
      for (const { isComplete, total } of totals(rewards)) {
        expect(isComplete).toBe(true);
        expect(total).not.toBeNull();
      }
    }),
  );
});
