import type { Institution } from './institutions.ts';
import type { Job, Settled } from './jobs.ts';

/** Fields under MX's own names. */
export type Wire = Readonly<Record<string, unknown>>;

export interface UserRecord {
  readonly guid: string;
  id: string | null;
  email: string | null;
  isDisabled: boolean;
  metadata: string | null;
  readonly createdAt: number;
  readonly members: Map<string, MemberRecord>;
}

export interface MemberRecord {
  readonly guid: string;
  readonly userGuid: string;
  readonly institution: Institution;
  readonly isOauth: boolean;
  /** When the API starts to show the member. */
  readonly visibleAt: number;
  id: string | null;
  metadata: string | null;
  backgroundAggregationIsDisabled: boolean;
  useCases: readonly string[] | null;
  /** Values by credential guid. */
  credentials: ReadonlyMap<string, string>;
  /** The state between jobs, and the one that a running job starts from. */
  settled: Settled;
  job: Job | undefined;
  /** Data of an ended job that cannot be read yet. */
  due: { readonly job: Job; readonly endedAt: number; readonly readableAt: number } | undefined;
  aggregatedAt: number | null;
  successfullyAggregatedAt: number | null;
  /** End of the last job of that kind which brought data; a combination counts as standard. */
  readonly succeededAt: Map<Job['kind'], number>;
  jobGuid: string | null;
  /** Logins denied in a row; the third prevents further ones. */
  denials: number;
  challengePassedAt: number | null;
  /** What the next job meets in place of what the password says. */
  nextWord: string | undefined;
  accounts: AccountRecord[];
  rewards: RewardRecord[];
}

export interface AccountRecord {
  readonly guid: string;
  readonly memberGuid: string;
  readonly userGuid: string;
  fields: Wire;
  /** The five beta fields; undefined for an account without rewards. */
  readonly rewardsFields: Wire | undefined;
  readonly createdAt: number;
  updatedAt: number;
  /** How far back its transactions go. */
  historyDays: number;
  transactions:
    | { readonly asOf: number; readonly days: number; readonly items: readonly Wire[] }
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
