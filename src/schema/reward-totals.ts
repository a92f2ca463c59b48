import type { RewardModel } from '../mx/api/reward.ts';
import { sumDecimals } from './decimal.ts';

/** What a user has of one unit. */
export interface UnitTotal {
  /** MX's string; null for the rewards that came without one. */
  readonly unit: string | null;
  /** Plain decimal, over what could be read; null when that is nothing. */
  readonly total: string | null;
  /** False when something is missing in `total` or `expiring`, or may be. */
  readonly isComplete: boolean;
  /** Plain decimal; null when nothing is reported to expire, or nothing of it could be read. */
  readonly expiring: string | null;
  /** `YYYY-MM-DD`. */
  readonly nextExpiry: string | null;
  readonly rewards: readonly RewardModel[];
}

export interface TotalsOptions {
  readonly rewards: readonly RewardModel[];
  /** The unit of each reward that there is besides; null where even the unit is not known. */
  readonly missingUnits: readonly (string | null)[];
  /** `YYYY-MM-DD`: what expires before has expired. */
  readonly today: string;
}

/**
 * Totals by unit, never across units, and nothing counted twice. A TOTAL_BALANCE without an account
 * is that of a programme and stands for all that its member has of the unit. Otherwise each account
 * (or member, where MX links no account) counts its TOTAL_BALANCE rewards, or its BALANCE rewards
 * when it has none of those. EXPIRING_BALANCE is a part of the total and only stands beside it,
 * as long as its day has not passed; balances to a level or a reward are no possession at all.
 *
 * What could not be read is never counted as nothing: the unit says that it is not complete.
 */
export function totalsByUnit({ rewards, missingUnits, today }: TotalsOptions): UnitTotal[] {
  const units = Map.groupBy(rewards, (reward) => reward.unitType);
  for (const unit of missingUnits) if (unit !== null && !units.has(unit)) units.set(unit, []);
  const isAnyMissing =
    missingUnits.includes(null) ||
    rewards.some(({ unreadFigures }) => unreadFigures.includes('unitType'));
  // An empty list would say that the user has nothing.
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
  // A total whose account is unread may be that of a second programme, counted or not.
  const isTotalComplete =
    !lacks && total.isComplete && ![...counted, ...rewards.filter(isTotal)].some(isAccountUnread);
  // One without a type may be any of them, one that expires included.
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

/** The rewards that are what the user has; of some it may not be known how much, or whether. */
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

/** Null where it is not known: a type that this gateway does not know may be a possession or not. */
function toPossession({ balance, balanceType }: RewardModel): string | null {
  return balanceType === 'TOTAL_BALANCE' || balanceType === 'BALANCE' ? balance : null;
}

/** The sum of what is known; null when that is nothing. */
function sumKnown(amounts: readonly (string | null)[]) {
  const known = amounts.filter((amount) => amount !== null);
  return {
    sum: known.length === 0 ? null : sumDecimals(known),
    isComplete: known.length === amounts.length,
  };
}
