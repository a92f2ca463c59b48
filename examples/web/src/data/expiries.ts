import { daysBetween } from './format.ts';
import type { UnitTotal } from './household.ts';

/** A balance that expires, or has. */
export interface Expiry {
  readonly id: string;
  readonly day: string;
  /** Days from today; negative in the past. */
  readonly inDays: number;
  readonly unit: string;
  readonly amount: string;
  readonly text: string;
}

/** How long a balance that has expired stays on the timeline. */
const REMEMBERED_DAYS = 30;

/** Everything with a day of expiry, earliest first. */
export function toExpiries(units: readonly UnitTotal[], today: string): readonly Expiry[] {
  const all = units.flatMap(({ unit, rewards }) =>
    rewards.flatMap(({ id, expiresOn, balance, description, account }): readonly Expiry[] => {
      if (expiresOn === null || balance === null) return [];
      const text = account?.name ?? description ?? '';
      const inDays = daysBetween(today, expiresOn);
      return [{ id, day: expiresOn, inDays, unit, amount: balance, text }];
    }),
  );
  return all
    .filter(({ inDays }) => inDays >= -REMEMBERED_DAYS)
    .toSorted((a, b) => a.inDays - b.inDays);
}
