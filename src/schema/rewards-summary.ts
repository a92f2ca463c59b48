import { builder } from './builder.ts';
import { RewardUnit, toRewardUnit } from './enums.ts';
import { Reward } from './refs.ts';
import type { UnitTotal } from './reward-totals.ts';

export interface RewardsSummaryModel {
  readonly units: readonly UnitTotal[];
  readonly asOf: string | null;
}

const RewardUnitTotal = builder.objectRef<UnitTotal>('RewardUnitTotal').implement({
  description: 'What a user has of one unit.',
  fields: (t) => ({
    unit: t.field({
      type: RewardUnit,
      nullable: false,
      description:
        'The unit. Each unit that this gateway does not know has an entry of its own, and so has ' +
        'one of which nothing but the unit could be read.',
      resolve: ({ unit }) => toRewardUnit(unit),
    }),
    total: t.expose('total', {
      type: 'Decimal',
      description:
        'Over all accounts, of each its total balance, else its balance; "0" when MX reports ' +
        'neither. The sum of what could be read, null when that is nothing: see `isComplete`.',
    }),
    isComplete: t.exposeBoolean('isComplete', {
      nullable: false,
      description:
        'False when some of it is missing in `total` or `expiring`, or may be: a balance, a day ' +
        'or a whole reward that MX sent in a form that cannot be read, or a type of balance that ' +
        'this gateway does not know. Do not show the figures as all that the user has.',
    }),
    expiring: t.expose('expiring', {
      type: 'Decimal',
      description:
        'The part of it that will expire; null when none is reported to, or when nothing of it ' +
        'could be read.',
    }),
    nextExpiry: t.expose('nextExpiry', {
      type: 'Date',
      description: 'The first day on which some of it expires; null when none is known.',
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
  description: "A user's rewards in figures that can be shown.",
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
        'Every figure is at least as recent: the earliest last success among the members that ' +
        'have rewards. Null when it is not known of one of them.',
    }),
  }),
});
