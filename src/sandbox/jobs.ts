import type { Challenge } from './challenges.ts';
import { newGuid } from './guid.ts';
import { outcomeOfAnswers, outcomeOfPassword } from './mx-bank.ts';
import type { Outcome } from './mx-bank.ts';
import type { Settings } from './options.ts';
import type { MemberRecord } from './records.ts';

/** `combination` is a standard aggregation with the products of a `data_request`. */
export type JobKind = 'standard' | 'combination' | 'reward' | 'balance' | 'history';

/** A job is legs: the login, then one leg for each answered challenge. */
export interface Job {
  readonly guid: string;
  readonly kind: JobKind;
  readonly gathersRewards: boolean;
  readonly leg: {
    readonly startedAt: number;
    /** The status until the institution has answered. */
    readonly from: string | null;
    readonly outcome: Outcome;
  };
}

export interface Settled {
  readonly connectionStatus: string | null;
  readonly isBeingAggregated: boolean;
  readonly isAuthenticated: boolean;
  readonly hasProcessedAccounts: boolean;
  readonly hasProcessedTransactions: boolean;
}

export interface Progress extends Settled {
  readonly challenges: readonly Challenge[];
}

/** When a leg's events happen, in parts of the job's length: the institution's answer first. */
export const answeredAfter = 0.4;
const accountsAfter = 0.6;
const transactionsAfter = 0.8;

const maxDenials = 3;

const idle = {
  isBeingAggregated: false,
  isAuthenticated: false,
  hasProcessedAccounts: false,
  hasProcessedTransactions: false,
};

export function settledAs(connectionStatus: string | null): Settled {
  const isDone = connectionStatus === 'CONNECTED';
  return {
    connectionStatus,
    isBeingAggregated: false,
    isAuthenticated: isDone,
    hasProcessedAccounts: isDone,
    hasProcessedTransactions: isDone,
  };
}

export function startJob(
  member: MemberRecord,
  kind: JobKind,
  now: number,
  settings: Settings,
  gathersRewards = kind === 'reward',
): void {
  const from = member.settled.connectionStatus;
  const leg = { startedAt: now, from, outcome: outcomeOfLogin(member, now, settings) };
  member.job = { guid: newGuid('JOB'), kind, gathersRewards, leg };
  member.jobGuid = member.job.guid;
  member.nextWord = undefined;
  member.aggregatedAt = now;
}

/** Goes on with a challenged job. The values are the answers to all of its challenges. */
export function resumeJob(
  member: MemberRecord,
  job: Job,
  values: readonly string[],
  now: number,
): void {
  const outcome = outcomeOfAnswers(values);
  if (outcome.type === 'success') member.challengePassedAt = now;
  member.job = { ...job, leg: { startedAt: now, from: 'RESUMED', outcome } };
}

/** What the API shows of a member at an instant. The member is settled up to it. */
export function progressOf(member: MemberRecord, now: number, settings: Settings): Progress {
  const { job } = member;
  if (job === undefined) return { ...member.settled, challenges: [] };
  const { startedAt, from, outcome } = job.leg;
  const isPast = (part: number): boolean => now - startedAt >= part * settings.jobMs;
  const running = { ...idle, isBeingAggregated: true, challenges: [] };
  if (!isPast(answeredAfter)) return { ...running, connectionStatus: from };
  if (outcome.type === 'challenge') {
    return { ...running, connectionStatus: 'CHALLENGED', challenges: outcome.challenges };
  }
  return {
    ...running,
    connectionStatus: 'CONNECTED',
    isAuthenticated: true,
    hasProcessedAccounts: isPast(accountsAfter),
    hasProcessedTransactions: isPast(transactionsAfter),
  };
}

/** Ends the member's job if its time is over; the aggregated data is left in `member.due`. */
export function settleJob(member: MemberRecord, now: number, settings: Settings): void {
  const { job } = member;
  if (job === undefined) return;
  const { startedAt, outcome } = job.leg;
  const answeredAt = startedAt + answeredAfter * settings.jobMs;
  if (outcome.type === 'challenge') {
    if (now >= answeredAt + settings.challengeTtlMs) end(member, 'EXPIRED');
  } else if (outcome.type === 'failure') {
    if (now >= answeredAt) end(member, deniedOnceMore(member, outcome.status));
  } else if (now >= startedAt + settings.jobMs) {
    const endedAt = startedAt + settings.jobMs;
    end(member, 'CONNECTED');
    member.denials = 0;
    member.successfullyAggregatedAt = endedAt;
    member.succeededAt.set(job.kind === 'combination' ? 'standard' : job.kind, endedAt);
    member.due = { job, endedAt, readableAt: endedAt + settings.dataLagMs };
  }
}

function end(member: MemberRecord, status: string): void {
  member.job = undefined;
  member.settled = settledAs(status);
}

function deniedOnceMore(member: MemberRecord, status: string): string {
  if (status !== 'DENIED') return status;
  member.denials += 1;
  return member.denials >= maxDenials ? 'PREVENTED' : status;
}

function outcomeOfLogin(member: MemberRecord, now: number, settings: Settings): Outcome {
  if (member.nextWord !== undefined) return outcomeOfPassword(member.nextWord);
  const field = member.institution.credentials.find(({ type }) => type === 'PASSWORD');
  const outcome = outcomeOfPassword(member.credentials.get(field?.guid ?? '') ?? '');
  const isRemembered =
    member.challengePassedAt !== null && now - member.challengePassedAt < settings.mfaRememberedMs;
  return outcome.type === 'challenge' && isRemembered ? { type: 'success' } : outcome;
}
