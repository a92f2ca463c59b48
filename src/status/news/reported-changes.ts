import type { WebhookData, WebhookModel } from '../../mx/api/webhook.ts';
import { compareTimes, timeOf } from '../mx-time.ts';
import type { ListChange } from './list-changes.ts';

/**
 * With webhooks, a change that the member list shows waits for its webhook for this time, before or
 * after. After it, the webhook counts as lost.
 */
export const LOST_WEBHOOK_MS = 60_000;

/** How far the end of a job in a webhook and in the list may be apart. */
const SAME_JOB_MS = 5_000;

/** A bound for webhooks that name members at random; a user has at most 25 members at MX. */
const MAX_MEMBERS = 1_000;

/** Remembers the changes of one user's members that webhooks have reported. */
export interface ReportedChanges {
  readonly add: (
    webhook: Pick<WebhookModel, 'data' | 'completedAt'> & { readonly memberGuid: string },
  ) => void;
  /** The kinds of a change that no webhook has reported within `LOST_WEBHOOK_MS`. */
  readonly without: (change: ListChange) => readonly WebhookData[];
}

interface Reported {
  /** The end of the last job, in milliseconds since 1970. */
  jobEndedAt: number | null;
  /** The last report about the member itself, on the monotonic clock. */
  memberAt: number;
}

/** @param monotonicNow milliseconds of a monotonic clock */
export function createReportedChanges(monotonicNow: () => number): ReportedChanges {
  const members = new Map<string, Reported>();

  return {
    add({ memberGuid, data, completedAt }) {
      const known = members.get(memberGuid);
      if (known === undefined && members.size >= MAX_MEMBERS) return;
      const reported = known ?? { jobEndedAt: null, memberAt: Number.NEGATIVE_INFINITY };
      members.set(memberGuid, reported);
      if (completedAt !== null) reported.jobEndedAt = completedAt;
      if (data.includes('MEMBERS')) reported.memberAt = monotonicNow();
    },
    without({ memberGuid, what, succeededAt }) {
      const reported = members.get(memberGuid);
      if (reported === undefined) return what;
      const { jobEndedAt, memberAt } = reported;
      const at = timeOf(succeededAt);
      const isSameJob =
        at !== null && jobEndedAt !== null && compareTimes(at, jobEndedAt + SAME_JOB_MS) <= 0;
      const isMemberReported = monotonicNow() - memberAt <= 2 * LOST_WEBHOOK_MS;
      return what.filter((kind) => (kind === 'MEMBERS' ? !isMemberReported : !isSameJob));
    },
  };
}
