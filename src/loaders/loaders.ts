import { type AccountLoaders, createAccountLoaders } from './account.ts';
import { createInstitutionLoaders, type InstitutionLoaders } from './institution.ts';
import { createMemberLoaders, type MemberLoaders } from './member.ts';
import { createRewardLoaders, type RewardLoaders } from './reward.ts';
import type { LoaderSources } from './sources.ts';
import { createTransactionLoaders, type TransactionLoaders } from './transaction.ts';
import { createUserLoaders, type UserLoaders } from './user.ts';

/**
 * The DataLoaders of one operation, by noun, each made when it is first wanted. What MX does not know loads as null; any other
 * failure is the error of that key alone. They live for one operation, or for one event of a
 * subscription, because a DataLoader keeps whatever it has answered, errors too.
 */
export type Loaders = UserLoaders &
  MemberLoaders &
  AccountLoaders &
  RewardLoaders &
  InstitutionLoaders &
  TransactionLoaders;

interface ByNoun {
  accounts: AccountLoaders;
  institutions: InstitutionLoaders;
  members: MemberLoaders;
  rewards: RewardLoaders;
  transactions: TransactionLoaders;
  users: UserLoaders;
}

export interface FreshLoaders {
  readonly loaders: Loaders;
  /** Drops all that was read. */
  readonly clear: () => void;
}

/** @param sources read from anew after each `clear` */
export function createLoaders(sources: () => LoaderSources): FreshLoaders {
  let made: Partial<ByNoun> = {};
  const accounts = () => (made.accounts ??= createAccountLoaders(sources()));
  const institutions = () => (made.institutions ??= createInstitutionLoaders(sources()));
  const members = () => (made.members ??= createMemberLoaders(sources()));
  const rewards = () => (made.rewards ??= createRewardLoaders(sources()));
  const transactions = () => (made.transactions ??= createTransactionLoaders(sources()));
  const users = () => (made.users ??= createUserLoaders(sources()));

  const loaders: Loaders = {
    get accountsOfUser() {
      return accounts().accountsOfUser;
    },
    get accountsOfMember() {
      return accounts().accountsOfMember;
    },
    get account() {
      return accounts().account;
    },
    get accountRewardsFields() {
      return accounts().accountRewardsFields;
    },
    get institutions() {
      return institutions().institutions;
    },
    get membersOfUser() {
      return members().membersOfUser;
    },
    get member() {
      return members().member;
    },
    get memberStatus() {
      return members().memberStatus;
    },
    get memberCredentials() {
      return members().memberCredentials;
    },
    get rewardsOfMember() {
      return rewards().rewardsOfMember;
    },
    get reward() {
      return rewards().reward;
    },
    get transactions() {
      return transactions().transactions;
    },
    get transaction() {
      return transactions().transaction;
    },
    get user() {
      return users().user;
    },
    get userByExternalId() {
      return users().userByExternalId;
    },
    get users() {
      return users().users;
    },
  };
  return {
    loaders,
    clear() {
      made = {};
    },
  };
}
