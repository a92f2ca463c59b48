import { dayMs, toDay } from './dates.ts';
import { fractionFrom, guidFrom } from './guid.ts';
import type { Job } from './jobs.ts';
import { portfolioOf } from './portfolio.ts';
import type { AccountTemplate, RewardTemplate } from './portfolio.ts';
import type { AccountRecord, MemberRecord, RewardRecord } from './records.ts';

const usualHistoryDays = 90;
const extendedHistoryDays = 730;

/** Brings in what a job found. What is there already keeps its guid and changes a little. */
export function gather(
  member: MemberRecord,
  job: Pick<Job, 'kind' | 'gathersRewards'>,
  at: number,
): void {
  const portfolio = portfolioOf(member.institution);
  if (member.accounts.length === 0) {
    member.accounts = portfolio.accounts.map((account) => toAccount(member, account, at));
  }
  for (const account of member.accounts) {
    account.updatedAt = at;
    if (job.kind === 'history') account.historyDays = extendedHistoryDays;
  }
  if (!job.gathersRewards) return;
  if (member.rewards.length > 0) member.rewards.forEach((reward) => refresh(reward, at));
  else member.rewards = portfolio.rewards.map((reward) => toReward(member, reward, at));
}

/** The guid of a portfolio's account or reward at a member. */
export function gatheredGuid(prefix: 'ACT' | 'RWD', memberGuid: string, key: string): string {
  return guidFrom(prefix, memberGuid, key);
}

function toAccount(member: MemberRecord, template: AccountTemplate, at: number): AccountRecord {
  const { key, fields, rewardsFields } = template;
  const digits = String(Math.floor(fractionFrom(member.guid, key) * 1e10)).padStart(10, '0');
  return {
    guid: gatheredGuid('ACT', member.guid, key),
    memberGuid: member.guid,
    userGuid: member.userGuid,
    fields: { account_number: `XXXXXX${digits.slice(-4)}`, id: `act-${digits}`, ...fields },
    rewardsFields: member.institution.products.includes('rewards') ? rewardsFields : undefined,
    createdAt: at,
    updatedAt: at,
    historyDays: usualHistoryDays,
    transactions: undefined,
  };
}

function toReward(member: MemberRecord, template: RewardTemplate, at: number): RewardRecord {
  const { key, accountKey, expiresInDays, balance, balanceType, unitType, description } = template;
  return {
    guid: gatheredGuid('RWD', member.guid, key),
    memberGuid: member.guid,
    userGuid: member.userGuid,
    accountGuid: accountKey === null ? null : gatheredGuid('ACT', member.guid, accountKey),
    balanceType,
    unitType,
    description,
    expiresOn: expiresInDays === null ? null : toDay(at + expiresInDays * dayMs),
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
