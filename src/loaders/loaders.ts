import { type AccountLoaders, createAccountLoaders } from './account.ts';
import { createInstitutionLoaders, type InstitutionLoaders } from './institution.ts';
import { createMemberLoaders, type MemberLoaders } from './member.ts';
import { createRewardLoaders, type RewardLoaders } from './reward.ts';
import type { LoaderSources } from './sources.ts';
import { createTransactionLoaders, type TransactionLoaders } from './transaction.ts';
import { createUserLoaders, type UserLoaders } from './user.ts';

/**
 * The DataLoaders of one operation, by noun. What MX does not know loads as null; any other
 * failure is the error of that key alone. They live for one operation, or for one event of a
 * subscription, because a DataLoader keeps whatever it has answered, errors too.
 */
export type Loaders = UserLoaders &
  MemberLoaders &
  AccountLoaders &
  RewardLoaders &
  InstitutionLoaders &
  TransactionLoaders;

export function createLoaders(sources: LoaderSources): Loaders {
  return {
    ...createUserLoaders(sources),
    ...createMemberLoaders(sources),
    ...createAccountLoaders(sources),
    ...createRewardLoaders(sources),
    ...createInstitutionLoaders(sources),
    ...createTransactionLoaders(sources),
  };
}
