import { builder } from './builder.ts';
import { RewardUnit, toRewardUnit } from './enums.ts';
import { Reward } from './refs.ts';
import type { UnitTotal } from './reward-totals.ts';

export interface RewardsSummaryModel {
  readonly units: readonly UnitTotal[];
  readonly asOf: string | null;
}

const RewardUnitTotal = builder.objectRef<UnitTotal>('RewardUnitTotal').implement({
  description: "A user's rewards in one unit.",
  fields: (t) => ({
    unit: t.field({
      type: RewardUnit,
      nullable: false,
      description:
        'The unit. Each unit that this gateway does not know has its own entry. So does a unit whose ' +
        'rewards could not be read.',
      resolve: ({ unit }) => toRewardUnit(unit),
    }),
    total: t.expose('total', {
      type: 'Decimal',
      description:
        'Sum of all readable amounts: the total balance of each account, or its balance if it has no ' +
        'total. Null when none of these could be read, "0" when MX reports none. See `isComplete`.',
    }),
    isComplete: t.exposeBoolean('isComplete', {
      nullable: false,
      description:
        'False when `total` or `expiring` may be incomplete, because MX sent a balance, a day or a ' +
        'whole reward in a form that cannot be read, or a balance type that this gateway does not ' +
        'know. Do not present these figures as everything that the user has.',
    }),
    expiring: t.expose('expiring', {
      type: 'Decimal',
      description:
        'The part of the total that will expire; null when MX reports no expiring balance, or none ' +
        'that could be read.',
    }),
    nextExpiry: t.expose('nextExpiry', {
      type: 'Date',
      description: 'The first day on which a part of the total expires; null when no day is known.',
    }),
    rewards: t.field({
      type: [Reward],
      nullable: false,
      description: 'Every reward of this unit, counted or not.',
      resolve: ({ rewards }) => [...rewards],
    }),
  }),
});

export const RewardsSummary = builder.objectRef<RewardsSummaryModel>('RewardsSummary').implement({
  description: "A user's rewards in figures that an app can show.",
  fields: (t) => ({
    units: t.field({
      type: [RewardUnitTotal],
      nullable: false,
      description: 'One entry for each unit; units are never added together.',
      resolve: ({ units }) => [...units],
    }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      description:
        'Every figure is at least as recent as this: the earliest last success among the members that ' +
        'have rewards. Null when the last success of one of them is not known.',
    }),
  }),
});
