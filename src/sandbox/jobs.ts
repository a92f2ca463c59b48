import type { Challenge } from './challenges.ts';
import { newGuid } from './guid.ts';
import { replyToAnswers, replyToPassword, replyToScript } from './mx-bank.ts';
import type { BankReply } from './mx-bank.ts';
import type { Settings } from './options.ts';
import type { ConnectionState, Job, JobKind, MemberRecord, Progress } from './records.ts';

/** The jobs of members at one instant. */
export interface Jobs {
  readonly start: (job: NewJob) => void;
  /** Continues a challenged job. The values are the answers to all of its challenges. */
  readonly resume: (options: {
    readonly member: MemberRecord;
    readonly job: Job;
    readonly values: readonly string[];
  }) => void;
  /** Puts challenges in place of the institution's reply to a running job. Their time starts now. */
  readonly pose: (member: MemberRecord, challenges: readonly Challenge[]) => void;
  /**
   * The state of a member that the API shows. The member must be advanced to the instant before.
   */
  readonly progress: (member: MemberRecord) => Progress;
  /** Ends the member's job if its time is over; the data of the job is left in `member.due`. */
  readonly end: (member: MemberRecord) => void;
}

interface NewJob {
  readonly member: MemberRecord;
  readonly kind: JobKind;
  /** Defaults to true for a `reward` job only. */
  readonly aggregatesRewards?: boolean;
}

/**
 * The times of a leg's events, as parts of the job's length. The institution's reply comes first.
 */
const REPLY_AFTER = 0.4;
const ACCOUNTS_AFTER = 0.6;
const TRANSACTIONS_AFTER = 0.8;

const MAX_DENIALS = 3;

const nothingDone = {
  isBeingAggregated: false,
  isAuthenticated: false,
  hasProcessedAccounts: false,
  hasProcessedTransactions: false,
};

/** The state of a member without a job. */
export function toConnectionState(connectionStatus: string | null): ConnectionState {
  const isDone = connectionStatus === 'CONNECTED';
  return {
    connectionStatus,
    isBeingAggregated: false,
    isAuthenticated: isDone,
    hasProcessedAccounts: isDone,
    hasProcessedTransactions: isDone,
  };
}

export function createJobs(options: { readonly settings: Settings; readonly now: number }): Jobs {
  const { settings, now } = options;

  function replyToLogin(member: MemberRecord): BankReply {
    if (member.nextWord !== undefined) return replyToScript(member.nextWord);
    const field = member.institution.credentials.find(({ type }) => type === 'PASSWORD');
    const reply = replyToPassword(member.credentials.get(field?.guid ?? '') ?? '');
    const isRemembered =
      member.challengePassedAt !== null &&
      now - member.challengePassedAt < settings.mfaRememberedMs;
    return reply.type === 'challenge' && isRemembered ? { type: 'success' } : reply;
  }

  return {
    start({ member, kind, aggregatesRewards = kind === 'reward' }) {
      const from = member.baseState.connectionStatus;
      const leg = { startedAt: now, from, reply: replyToLogin(member) };
      member.job = { guid: newGuid('JOB'), kind, aggregatesRewards, leg };
      member.jobGuid = member.job.guid;
      member.nextWord = undefined;
      member.aggregatedAt = now;
    },
    resume({ member, job, values }) {
      const reply = replyToAnswers(values);
      if (reply.type === 'success') member.challengePassedAt = now;
      member.job = { ...job, leg: { startedAt: now, from: 'RESUMED', reply } };
    },
    pose(member, challenges) {
      if (member.job === undefined) return;
      const startedAt = now - Math.ceil(REPLY_AFTER * settings.jobMs);
      const reply = { type: 'challenge', challenges } as const;
      member.job = { ...member.job, leg: { startedAt, from: 'CREATED', reply } };
    },
    progress({ job, baseState }) {
      if (job === undefined) return { ...baseState, challenges: [] };
      const { startedAt, from, reply } = job.leg;
      const isPast = (part: number): boolean => now - startedAt >= part * settings.jobMs;
      const running = { ...nothingDone, isBeingAggregated: true, challenges: [] };
      if (!isPast(REPLY_AFTER)) return { ...running, connectionStatus: from };
      if (reply.type === 'challenge') {
        return { ...running, connectionStatus: 'CHALLENGED', challenges: reply.challenges };
      }
      return {
        ...running,
        connectionStatus: 'CONNECTED',
        isAuthenticated: true,
        hasProcessedAccounts: isPast(ACCOUNTS_AFTER),
        hasProcessedTransactions: isPast(TRANSACTIONS_AFTER),
      };
    },
    end(member) {
      const { job } = member;
      if (job === undefined) return;
      const { startedAt, reply } = job.leg;
      const repliedAt = startedAt + REPLY_AFTER * settings.jobMs;
      if (reply.type === 'challenge') {
        if (now >= repliedAt + settings.challengeTtlMs) leave(member, 'EXPIRED');
      } else if (reply.type === 'failure') {
        if (now >= repliedAt) leave(member, countDenial(member, reply.status));
      } else if (now >= startedAt + settings.jobMs) {
        const endedAt = startedAt + settings.jobMs;
        leave(member, 'CONNECTED');
        member.denials = 0;
        member.successfullyAggregatedAt = endedAt;
        member.succeededAt.set(job.kind === 'combination' ? 'standard' : job.kind, endedAt);
        member.due = { job, endedAt, readableAt: endedAt + settings.dataLagMs };
      }
    },
  };
}

/** When the member's state changes next by itself; undefined if it does not. */
export function nextChangeOf(
  { job, due }: MemberRecord,
  settings: Settings,
  now: number,
): number | undefined {
  const moments = due === undefined ? [] : [due.readableAt];
  if (job !== undefined) {
    const { startedAt, reply } = job.leg;
    const repliedAt = startedAt + REPLY_AFTER * settings.jobMs;
    moments.push(repliedAt);
    if (reply.type === 'challenge') moments.push(repliedAt + settings.challengeTtlMs);
    if (reply.type === 'success') {
      const parts = [ACCOUNTS_AFTER, TRANSACTIONS_AFTER, 1];
      moments.push(...parts.map((part) => startedAt + part * settings.jobMs));
    }
  }
  const next = Math.min(...moments.filter((at) => at > now));
  return Number.isFinite(next) ? next : undefined;
}

function leave(member: MemberRecord, status: string): void {
  member.job = undefined;
  member.baseState = toConnectionState(status);
}

function countDenial(member: MemberRecord, status: string): string {
  if (status !== 'DENIED') return status;
  member.denials += 1;
  return member.denials >= MAX_DENIALS ? 'PREVENTED' : status;
}
