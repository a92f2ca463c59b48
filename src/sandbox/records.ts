import type { Challenge } from './challenges.ts';
import type { Institution } from './institutions.ts';
import type { BankReply } from './mx-bank.ts';
import type { WireFields } from './wire-fields.ts';

export interface UserRecord {
  readonly guid: string;
  id: string | null;
  email: string | null;
  isDisabled: boolean;
  metadata: string | null;
  readonly createdAt: number;
  /** The time from which reads know the user; writes know it at once. */
  readonly visibleAt: number;
  readonly members: Map<string, MemberRecord>;
}

/** `combination` is a standard aggregation with the products of a `data_request`. */
export type JobKind = 'standard' | 'combination' | 'reward' | 'balance' | 'history';

/** A job consists of legs: the login, then one leg for each answered challenge. */
export interface Job {
  readonly guid: string;
  readonly kind: JobKind;
  readonly aggregatesRewards: boolean;
  readonly leg: {
    readonly startedAt: number;
    /** The status until the institution has replied. */
    readonly from: string | null;
    readonly reply: BankReply;
  };
}

/** MX's report about a connection, without its data. */
export interface ConnectionState {
  readonly connectionStatus: string | null;
  readonly isBeingAggregated: boolean;
  readonly isAuthenticated: boolean;
  readonly hasProcessedAccounts: boolean;
  readonly hasProcessedTransactions: boolean;
}

/** The state of a member at an instant, including its job. */
export interface Progress extends ConnectionState {
  readonly challenges: readonly Challenge[];
}

export interface MemberRecord {
  readonly guid: string;
  readonly userGuid: string;
  readonly institution: Institution;
  readonly isOauth: boolean;
  /** The time from which the API shows the member. */
  readonly visibleAt: number;
  id: string | null;
  metadata: string | null;
  backgroundAggregationIsDisabled: boolean;
  useCases: readonly string[] | null;
  /** The values by credential guid. */
  credentials: ReadonlyMap<string, string>;
  /** The state between jobs, and the state from which a running job starts. */
  baseState: ConnectionState;
  job: Job | undefined;
  /** The data of an ended job that cannot be read yet. */
  due: { readonly job: Job; readonly endedAt: number; readonly readableAt: number } | undefined;
  aggregatedAt: number | null;
  successfullyAggregatedAt: number | null;
  /** The end of the last job of each kind that delivered data; a combination counts as standard. */
  readonly succeededAt: Map<JobKind, number>;
  jobGuid: string | null;
  /** Denied logins in a row; the third prevents further logins. */
  denials: number;
  challengePassedAt: number | null;
  /** MX Bank's word for the next job, in place of the password. */
  nextWord: string | undefined;
  accounts: AccountRecord[];
  rewards: RewardRecord[];
}

export interface AccountRecord {
  readonly guid: string;
  readonly memberGuid: string;
  readonly userGuid: string;
  fields: WireFields;
  /** The five beta fields; undefined for an account without rewards. */
  readonly rewardsFields: WireFields | undefined;
  readonly createdAt: number;
  updatedAt: number;
  /** How many days the account's transactions go back. */
  historyDays: number;
  transactions:
    | { readonly asOf: number; readonly days: number; readonly items: readonly WireFields[] }
    | undefined;
}

export interface RewardRecord {
  readonly guid: string;
  readonly memberGuid: string;
  readonly userGuid: string;
  readonly accountGuid: string | null;
  readonly balanceType: string;
  readonly unitType: string;
  readonly description: string;
  readonly expiresOn: string | null;
  readonly createdAt: number;
  balance: number;
  updatedAt: number;
}
