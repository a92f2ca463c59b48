import type { RewardModel } from '../mx/reward.ts';
import { sumDecimals } from './decimal.ts';

/** What a user has of one unit. */
export interface UnitTotal {
  /** MX's string; null for the rewards that came without one. */
  readonly unit: string | null;
  /** Plain decimal. */
  readonly total: string;
  /** Plain decimal; null when nothing is reported to expire. */
  readonly expiring: string | null;
  /** `YYYY-MM-DD`. */
  readonly nextExpiry: string | null;
  readonly rewards: readonly RewardModel[];
}

/**
 * Totals by unit, never across units. Within a unit each account (or member, where MX links no
 * account) counts its TOTAL_BALANCE rewards, or its BALANCE rewards when it has none of those, so
 * that nothing counts twice. EXPIRING_BALANCE is a part of the total and is only told beside it,
 * as long as its day has not passed; balances to a level or a reward are no possession at all.
 *
 * @param today `YYYY-MM-DD`, in UTC
 */
export function totalsByUnit(rewards: readonly RewardModel[], today: string): UnitTotal[] {
  const units = Map.groupBy(rewards, (reward) => reward.unitType);
  return [...units].map(([unit, ofUnit]) => {
    const holders = Map.groupBy(ofUnit, ({ accountGuid, memberGuid }) => accountGuid ?? memberGuid);
    const expiring = ofUnit.filter(
      ({ balanceType, expiresOn }) =>
        balanceType === 'EXPIRING_BALANCE' && (expiresOn === null || expiresOn >= today),
    );
    const days = expiring.flatMap(({ expiresOn }) => expiresOn ?? []).toSorted();
    return {
      unit,
      total: sumDecimals([...holders.values()].flatMap(possessionsOf)),
      expiring: expiring.length === 0 ? null : sumDecimals(expiring.flatMap(balanceOf)),
      nextExpiry: days[0] ?? null,
      rewards: ofUnit,
    };
  });
}

function possessionsOf(rewards: readonly RewardModel[]): string[] {
  const totals = rewards.filter(({ balanceType }) => balanceType === 'TOTAL_BALANCE');
  const counted =
    totals.length > 0 ? totals : rewards.filter(({ balanceType }) => balanceType === 'BALANCE');
  return counted.flatMap(balanceOf);
}

function balanceOf({ balance }: RewardModel): string | [] {
  return balance ?? [];
}
