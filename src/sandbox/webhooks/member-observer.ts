import type { JobKind, MemberRecord } from '../records.ts';
import { transactionsFor } from '../transactions.ts';
import type { WireFields } from '../wire-fields.ts';
import {
  accountWebhook,
  actionableStatuses,
  connectionStatusWebhook,
  jobWebhook,
  memberWebhook,
  type Subject,
} from './bodies.ts';
import { dataWebhooks } from './data-webhooks.ts';

/** Finds the events of one member. */
export interface MemberObserver {
  readonly userGuid: string;
  /** The webhooks for the changes since the last call; for the first call, a created member. */
  readonly observe: (subject: Subject, now: number) => readonly WireFields[];
  /** The webhooks for a deleted member. */
  readonly end: () => readonly WireFields[];
}

interface KnownJob {
  readonly guid: string;
  readonly kind: JobKind;
  readonly startedAt: number;
  /** The transactions that the member had when the job was first seen. */
  readonly transactions: ReadonlySet<unknown>;
}

/** The statuses that a job webhook reports, besides COMPLETED. Others are HALTED. */
const jobStatuses: ReadonlySet<string | null> = new Set(['CHALLENGED', 'DENIED', 'PREVENTED']);

export function createMemberObserver({ userGuid }: MemberRecord): MemberObserver {
  let last: Subject | undefined;
  let print: string | undefined;
  let status: string | null | undefined;
  let revision = 0;
  let job: KnownJob | undefined;
  let succeededAt: number | undefined;
  const accounts = new Map<string, { updatedAt: number; revision: number }>();

  function observeMember(subject: Subject): WireFields[] {
    const before = print;
    print = printOf(subject);
    if (before === print) return [];
    revision += 1;
    return [memberWebhook(subject, before === undefined ? 'created' : 'updated', revision)];
  }

  function observeStatus(subject: Subject, now: number): WireFields[] {
    const before = status;
    status = subject.progress.connectionStatus;
    if (status === before || before === undefined) return [];
    const found: WireFields[] = [];
    if (actionableStatuses.has(status)) found.push(connectionStatusWebhook(subject));
    const isRunning = subject.progress.isBeingAggregated && status !== 'CHALLENGED';
    if (job !== undefined && !isRunning && status !== 'CONNECTED') {
      const statusName = jobStatuses.has(status) ? (status ?? '') : 'HALTED';
      found.push(jobWebhook(subject, job, { statusName, at: now }));
    }
    return found;
  }

  function observeAccounts(subject: Subject): WireFields[] {
    return subject.member.accounts.flatMap((account) => {
      const known = accounts.get(account.guid);
      if (known?.updatedAt === account.updatedAt) return [];
      const next = { updatedAt: account.updatedAt, revision: (known?.revision ?? 0) + 1 };
      accounts.set(account.guid, next);
      const action = known === undefined ? 'created' : 'updated';
      return [accountWebhook(account, subject, action, next.revision)];
    });
  }

  function observeData(subject: Subject): WireFields[] {
    const { member } = subject;
    // The data of a job may be readable later than its end.
    if (member.due !== undefined) return [];
    const endedAt = member.successfullyAggregatedAt ?? undefined;
    const isFirst = succeededAt === undefined;
    if (endedAt === succeededAt) return [];
    succeededAt = endedAt;
    if (job === undefined || endedAt === undefined) return [];
    const had = job.transactions;
    const newTransactions = transactionsOf(member).filter((guid) => !had.has(guid)).length;
    return [
      ...dataWebhooks(member, { ...job, endedAt, newTransactions, isFirst }),
      jobWebhook(subject, job, { statusName: 'COMPLETED', at: endedAt }),
    ];
  }

  return {
    userGuid,
    observe(subject, now) {
      last = subject;
      const found = [
        ...observeMember(subject),
        ...observeAccounts(subject),
        ...observeStatus(subject, now),
        ...observeData(subject),
      ];
      job = toKnownJob(subject.member, job);
      return found;
    },
    end: () => (last === undefined ? [] : [memberWebhook(last, 'deleted', revision + 1)]),
  };
}

function toKnownJob(member: MemberRecord, known: KnownJob | undefined): KnownJob | undefined {
  if (member.job === undefined || member.job.guid === known?.guid) return known;
  const { guid, kind, leg } = member.job;
  const transactions = new Set(transactionsOf(member));
  return { guid, kind, startedAt: leg.startedAt, transactions };
}

function transactionsOf({ accounts }: MemberRecord): readonly unknown[] {
  return accounts.flatMap((account) => transactionsFor(account).map(({ guid }) => guid));
}

function printOf({ member, progress }: Subject): string {
  const { aggregatedAt, successfullyAggregatedAt, id, metadata } = member;
  const { connectionStatus, isBeingAggregated } = progress;
  const isAuto = member.backgroundAggregationIsDisabled;
  const times = [aggregatedAt, successfullyAggregatedAt];
  return JSON.stringify([connectionStatus, isBeingAggregated, id, metadata, isAuto, ...times]);
}
