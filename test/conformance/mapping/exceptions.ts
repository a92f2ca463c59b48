import type { MxObject } from './table.ts';

/** What MX documents and neither of its OpenAPI files has: `mx/facts.md` 2.3. */
export const IN_NO_FILE: Readonly<Partial<Record<MxObject, readonly string[]>>> = {
  account: [
    'credit_card_product_guid',
    'current_reward_level',
    'next_reward_level',
    'primary_reward_unit',
    'enrolled_in_rewards_on',
    // In the requests of the files, and in the answers by MX's pages.
    'is_business',
  ],
};

/** Scalar fields that are none of MX's, as patterns of `Type.field`. */
export const MADE_HERE: readonly RegExp[] = [
  // Opaque global ids.
  /^(?:User|Member|MemberStatus|Account|Reward|Transaction|CreditCardProduct|Institution)\.id$/,
  /^DeletedPayload\.deletedId$/,
  // Places in lists.
  /^PageInfo\./,
  /Edge\.cursor$/,
  /Connection\.totalCount$/,
  // Sums, which have tests of their own.
  /^RewardUnitTotal\./,
  /^RewardsSummary\.asOf$/,
  // What follows from a status.
  /^MemberStatus\.(?:nextAction|isSettled|canAggregate|canFetchRewards|userMessage|observedAt|revision)$/,
  /^MemberStatusesEvent\.(?:removed|revision)$/,
  /^JobPayload\.alreadyRunning$/,
  /^UserRewardsRefresh(?:Progress|Challenged)\.(?:settled|total|revision)$/,
  /^RewardsRefreshCompleted\.refreshed$/,
  // What webhooks and the member list announce, which has tests of its own.
  /^RewardsChangedEvent\.(?:what|observedAt)$/,
  // Failures.
  /Error\.(?:code|message|retryable|path|reason)$/,
];
