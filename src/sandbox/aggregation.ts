import { DAY_MS, toDay } from './dates.ts';
import { fractionFrom, guidFrom } from './guid.ts';
import { portfolioFor } from './portfolio.ts';
import type { AccountTemplate, RewardTemplate } from './portfolio.ts';
import type { AccountRecord, Job, MemberRecord, RewardRecord } from './records.ts';

const DEFAULT_HISTORY_DAYS = 90;
const EXTENDED_HISTORY_DAYS = 730;

/** Adds the data that a job found. Records that are there already keep their guid and change a little. */
export function aggregateData(options: {
  readonly member: MemberRecord;
  readonly job: Pick<Job, 'kind' | 'aggregatesRewards'>;
  readonly at: number;
}): void {
  const { member, job, at } = options;
  const portfolio = portfolioFor(member.institution);
  if (member.accounts.length === 0) {
    member.accounts = portfolio.accounts.map((account) => toAccount(member, account, at));
  }
  for (const account of member.accounts) {
    account.updatedAt = at;
    if (job.kind === 'history') account.historyDays = EXTENDED_HISTORY_DAYS;
  }
  if (!job.aggregatesRewards) return;
  if (member.rewards.length > 0) member.rewards.forEach((reward) => refresh(reward, at));
  else member.rewards = portfolio.rewards.map((reward) => toReward(member, reward, at));
}

/** The guid of a portfolio's account or reward at a member. */
export function aggregatedGuid(prefix: 'ACT' | 'RWD', memberGuid: string, key: string): string {
  return guidFrom(prefix, memberGuid, key);
}

function toAccount(member: MemberRecord, template: AccountTemplate, at: number): AccountRecord {
  const { key, fields, rewardsFields } = template;
  const digits = String(Math.floor(fractionFrom(member.guid, key) * 1e10)).padStart(10, '0');
  return {
    guid: aggregatedGuid('ACT', member.guid, key),
    memberGuid: member.guid,
    userGuid: member.userGuid,
    fields: { account_number: `XXXXXX${digits.slice(-4)}`, id: `act-${digits}`, ...fields },
    rewardsFields: member.institution.products.includes('rewards') ? rewardsFields : undefined,
    createdAt: at,
    updatedAt: at,
    historyDays: DEFAULT_HISTORY_DAYS,
    transactions: undefined,
  };
}

function toReward(member: MemberRecord, template: RewardTemplate, at: number): RewardRecord {
  const { key, accountKey, expiresInDays, balance, balanceType, unitType, description } = template;
  return {
    guid: aggregatedGuid('RWD', member.guid, key),
    memberGuid: member.guid,
    userGuid: member.userGuid,
    accountGuid: accountKey === null ? null : aggregatedGuid('ACT', member.guid, accountKey),
    balanceType,
    unitType,
    description,
    expiresOn: expiresInDays === null ? null : toDay(at + expiresInDays * DAY_MS),
    createdAt: at,
    balance,
    updatedAt: at,
  };
}

function refresh(reward: RewardRecord, at: number): void {
  const step = reward.unitType === 'DOLLARS' ? 3.17 : 125;
  if (reward.balanceType === 'BALANCE' || reward.balanceType === 'TOTAL_BALANCE') {
    reward.balance = toCents(reward.balance + step);
  } else if (reward.balanceType.startsWith('BALANCE_TO_')) {
    reward.balance = toCents(Math.max(0, reward.balance - step));
  }
  reward.updatedAt = at;
}

function toCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
