import type { RewardModel } from '../mx/api/reward.ts';
import { sumDecimals } from './decimal.ts';

/** The total of a user's rewards in one unit. */
export interface UnitTotal {
  /** MX's string for the unit; null for rewards without a unit. */
  readonly unit: string | null;
  /** A plain decimal, the sum of the amounts that could be read; null if there are none. */
  readonly total: string | null;
  /** False if `total` or `expiring` may lack an amount. */
  readonly isComplete: boolean;
  /**
   * A plain decimal; null if no amount is reported to expire, or none of these amounts could be
   * read.
   */
  readonly expiring: string | null;
  /** `YYYY-MM-DD`. */
  readonly nextExpiry: string | null;
  readonly rewards: readonly RewardModel[];
}

export interface TotalsOptions {
  readonly rewards: readonly RewardModel[];
  /** The unit of each further reward that could not be read; null if even the unit is not known. */
  readonly missingUnits: readonly (string | null)[];
  /** `YYYY-MM-DD`: amounts with an earlier expiry day have expired. */
  readonly today: string;
}

/**
 * Totals by unit, never across units. No reward is counted twice. A TOTAL_BALANCE without an
 * account is the balance of a programme and stands for all rewards of its member in that unit.
 * Otherwise each account (or member, if MX links no account) counts its TOTAL_BALANCE rewards, or
 * its BALANCE rewards if it has no TOTAL_BALANCE. EXPIRING_BALANCE is a part of the total and is
 * reported separately, until its day has passed. Balances to a level or a reward do not count,
 * because the user does not own them.
 *
 * An amount that could not be read is never counted as zero: the unit is then not complete.
 */
export function totalsByUnit({ rewards, missingUnits, today }: TotalsOptions): UnitTotal[] {
  const units = Map.groupBy(rewards, (reward) => reward.unitType);
  for (const unit of missingUnits) if (unit !== null && !units.has(unit)) units.set(unit, []);
  const isAnyMissing =
    missingUnits.includes(null) ||
    rewards.some(({ unreadFigures }) => unreadFigures.includes('unitType'));
  // An empty list would mean that the user has no rewards.
  if (isAnyMissing && units.size === 0) units.set(null, []);
  return [...units].map(([unit, ofUnit]) =>
    toUnitTotal({
      unit,
      rewards: ofUnit,
      today,
      lacks: isAnyMissing || missingUnits.includes(unit),
    }),
  );
}

interface UnitOptions extends Pick<TotalsOptions, 'rewards' | 'today'> {
  readonly unit: string | null;
  readonly lacks: boolean;
}

function toUnitTotal({ unit, rewards, today, lacks }: UnitOptions): UnitTotal {
  const counted = selectCounted(rewards);
  const expiring = rewards.filter(
    ({ balanceType, expiresOn }) =>
      balanceType === 'EXPIRING_BALANCE' && (expiresOn === null || expiresOn >= today),
  );
  const total = sumKnown(counted.map(toPossession));
  const expiringTotal = sumKnown(expiring.map(({ balance }) => balance));
  // A total whose account could not be read may be the total of a second programme, counted or not.
  const isTotalComplete =
    !lacks && total.isComplete && ![...counted, ...rewards.filter(isTotal)].some(isAccountUnread);
  // A reward without a type may be of any type, including an expiring balance.
  const areTypesKnown = rewards.every(({ balanceType }) => balanceType !== null);
  const areDaysKnown = expiring.every(({ unreadFigures }) => !unreadFigures.includes('expiresOn'));
  const [nextExpiry = null] = expiring.flatMap(({ expiresOn }) => expiresOn ?? []).toSorted();
  return {
    unit,
    total: total.sum ?? (isTotalComplete ? '0' : null),
    isComplete: isTotalComplete && expiringTotal.isComplete && areTypesKnown && areDaysKnown,
    expiring: expiringTotal.sum,
    nextExpiry,
    rewards,
  };
}

/**
 * The rewards that the user owns. For some of them the amount may be unknown, or whether the user
 * owns them.
 */
function selectCounted(rewards: readonly RewardModel[]): readonly RewardModel[] {
  const programmes = rewards.filter(isOfProgramme);
  const covered = new Set(programmes.map(({ memberGuid }) => memberGuid));
  const others = rewards.filter(({ memberGuid }) => !covered.has(memberGuid));
  const holders = Map.groupBy(others, ({ accountGuid, memberGuid }) => accountGuid ?? memberGuid);
  return [...programmes, ...[...holders.values()].flatMap(selectCountedOfHolder)];
}

function isOfProgramme(reward: RewardModel): boolean {
  return isTotal(reward) && reward.accountGuid === null && !isAccountUnread(reward);
}

const isTotal = ({ balanceType }: RewardModel) => balanceType === 'TOTAL_BALANCE';
const isAccountUnread = ({ unreadFigures }: RewardModel) => unreadFigures.includes('accountGuid');

const NO_POSSESSIONS: ReadonlySet<string> = new Set([
  'EXPIRING_BALANCE',
  'BALANCE_TO_LEVEL',
  'BALANCE_TO_REWARD',
]);

function selectCountedOfHolder(rewards: readonly RewardModel[]): readonly RewardModel[] {
  const totals = rewards.filter(isTotal);
  if (totals.length > 0) return totals;
  return rewards.filter(
    ({ balanceType }) => balanceType === null || !NO_POSSESSIONS.has(balanceType),
  );
}

/**
 * The amount that the user owns; null if it is not known, because rewards of an unknown type may be
 * owned or not.
 */
function toPossession({ balance, balanceType }: RewardModel): string | null {
  return balanceType === 'TOTAL_BALANCE' || balanceType === 'BALANCE' ? balance : null;
}

/** The sum of the known amounts; null if there are none. */
function sumKnown(amounts: readonly (string | null)[]) {
  const known = amounts.filter((amount) => amount !== null);
  return {
    sum: known.length === 0 ? null : sumDecimals(known),
    isComplete: known.length === amounts.length,
  };
}
