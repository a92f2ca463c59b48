import { type AccountLoaders, createAccountLoaders } from './account.ts';
import { createInstitutionLoaders, type InstitutionLoaders } from './institution.ts';
import { MemberLoaders } from './member.ts';
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
  Pick<MemberLoaders, keyof MemberLoaders> &
  AccountLoaders &
  RewardLoaders &
  InstitutionLoaders &
  TransactionLoaders;

/** The loaders of an operation, which forgets them after a change. */
export class LazyLoaders implements Loaders {
  readonly #sources: LoaderSources;
  #accounts: AccountLoaders | undefined;
  #institutions: InstitutionLoaders | undefined;
  #members: MemberLoaders | undefined;
  #rewards: RewardLoaders | undefined;
  #transactions: TransactionLoaders | undefined;
  #users: UserLoaders | undefined;

  constructor(sources: LoaderSources) {
    this.#sources = sources;
  }

  /** Drops everything that was read. */
  clear(): void {
    this.#accounts = undefined;
    this.#institutions = undefined;
    this.#members = undefined;
    this.#rewards = undefined;
    this.#transactions = undefined;
    this.#users = undefined;
  }

  get accountsOfUser() {
    return (this.#accounts ??= createAccountLoaders(this.#sources)).accountsOfUser;
  }

  get accountsOfMember() {
    return (this.#accounts ??= createAccountLoaders(this.#sources)).accountsOfMember;
  }

  get account() {
    return (this.#accounts ??= createAccountLoaders(this.#sources)).account;
  }

  get accountRewardsFields() {
    return (this.#accounts ??= createAccountLoaders(this.#sources)).accountRewardsFields;
  }

  get institutions() {
    return (this.#institutions ??= createInstitutionLoaders(this.#sources)).institutions;
  }

  get membersOfUser() {
    return (this.#members ??= new MemberLoaders(this.#sources)).membersOfUser;
  }

  get member() {
    return (this.#members ??= new MemberLoaders(this.#sources)).member;
  }

  get memberStatus() {
    return (this.#members ??= new MemberLoaders(this.#sources)).memberStatus;
  }

  get memberCredentials() {
    return (this.#members ??= new MemberLoaders(this.#sources)).memberCredentials;
  }

  get rewardsOfMember() {
    return (this.#rewards ??= createRewardLoaders(this.#sources)).rewardsOfMember;
  }

  get reward() {
    return (this.#rewards ??= createRewardLoaders(this.#sources)).reward;
  }

  get transactions() {
    return (this.#transactions ??= createTransactionLoaders(this.#sources)).transactions;
  }

  get transaction() {
    return (this.#transactions ??= createTransactionLoaders(this.#sources)).transaction;
  }

  get user() {
    return (this.#users ??= createUserLoaders(this.#sources)).user;
  }

  get userByExternalId() {
    return (this.#users ??= createUserLoaders(this.#sources)).userByExternalId;
  }

  get users() {
    return (this.#users ??= createUserLoaders(this.#sources)).users;
  }
}
