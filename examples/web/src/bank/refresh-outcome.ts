import type { UserRefreshEvent } from 'mx-graphql-gateway-client';
import type { Bank } from '../data/household.ts';
import { describeRefreshFailure } from '../data/sentences.ts';

/** How a refresh of all banks ended, in words for a person. */
export interface Outcome {
  /** Names. */
  readonly refreshed: readonly string[];
  readonly failed: readonly {
    /** Null if the bank is no longer known. */
    readonly memberId: string | null;
    readonly name: string;
    readonly sentence: string;
  }[];
}

type Completed = Extract<UserRefreshEvent, { readonly __typename: 'UserRewardsRefreshCompleted' }>;

export function toOutcome({ refreshed, failed }: Completed, banks: readonly Bank[]): Outcome {
  return {
    refreshed: refreshed.map(({ name }) => name ?? 'a bank'),
    failed: failed.map(({ status, error }) => {
      const bank = banks.find((each) => each.status.id === status?.id);
      return {
        memberId: bank?.id ?? null,
        name: bank?.name ?? 'A bank',
        sentence: describeRefreshFailure(error, status),
      };
    }),
  };
}
