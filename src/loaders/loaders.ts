import { type AccountLoaders, createAccountLoaders } from './account.ts';
import { createInstitutionLoaders, type InstitutionLoaders } from './institution.ts';
import { createMemberLoaders, type MemberLoaders } from './member.ts';
import { createRewardLoaders, type RewardLoaders } from './reward.ts';
import type { LoaderSources } from './sources.ts';
import { createTransactionLoaders, type TransactionLoaders } from './transaction.ts';
import { createUserLoaders, type UserLoaders } from './user.ts';

/**
 * The DataLoaders of one operation, by noun, each created on first use. An object that MX does not
 * know loads as null; any other failure is the error of that key only. Loaders last for one
 * operation, or for one event of a subscription, because a DataLoader keeps every result, including
 * errors.
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
  /** Drops everything that was read. */
  readonly clear: () => void;
}

/** @param sources called again after each `clear` */
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
