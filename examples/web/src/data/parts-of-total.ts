import type { UnitReward, UnitTotal } from './household.ts';

/** What one card, or one bank, adds to the total of a unit. */
export interface Part {
  readonly id: string;
  readonly name: string;
  /** An exact decimal. */
  readonly amount: string;
}

/**
 * The parts of a total, biggest first: for each account its total balance, or its balance if it has
 * none (the rule of `User.rewardsSummary`). Empty where the parts do not come to the total, so that
 * a chart never shows another sum than the figure above it.
 */
export function toParts({ total, rewards }: UnitTotal): readonly Part[] {
  const sources = Map.groupBy(rewards, ({ account, member }) => account?.id ?? member?.id ?? '');
  const parts = [...sources].flatMap(([id, ofSource]) => {
    const totals = ofSource.filter(({ balanceType }) => balanceType === 'TOTAL_BALANCE');
    const counted = totals.length > 0 ? totals : ofSource.filter(isPlainBalance);
    return counted.map((reward, index) => toPart(`${id} ${index}`, reward));
  });
  const sum = parts.reduce((before, { amount }) => before + Number(amount), 0);
  if (Math.abs(sum - Number(total)) > 0.005) return [];
  return parts.toSorted((a, b) => Number(b.amount) - Number(a.amount));
}

const isPlainBalance = ({ balanceType }: UnitReward) => balanceType === 'BALANCE';

function toPart(id: string, { balance, account, member, description }: UnitReward): Part {
  const name = account?.name ?? description ?? member?.name ?? 'Other';
  return { id, name, amount: balance ?? '0' };
}
