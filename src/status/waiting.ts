import { limits } from '../limits.ts';
import type { ObservedStatus } from './observed-status.ts';

/** A job that the Connect widget or another gateway asked for begins within this time. */
export const BEGINNING_MS = 15_000;

/** States after which a job begins, by whoever made them. */
const BEGINNINGS: ReadonlySet<string | null> = new Set(['CREATED', 'UPDATED', 'RECONNECTED']);

const overdue = {
  isOverdue: true,
  isSettled: true,
  nextAction: 'RETRY_LATER',
  userMessage: 'Updating your accounts is taking longer than usual. Please check back later.',
} as const;

/** What the time says of a member that its status alone does not. */
export interface Waiting {
  /**
   * A member at a beginning is not settled before `BEGINNING_MS` have passed without a job. One that
   * has been waited for for `jobPatienceMs` is overdue: settled, and RETRY_LATER.
   *
   * @param isRead false for a status that stands in for what MX does not show yet
   */
  readonly judge: (status: ObservedStatus, isRead: boolean) => ObservedStatus;
}

/** @param monotonicNow milliseconds of a clock that never jumps */
export function createWaiting(monotonicNow: () => number): Waiting {
  let begunAt: number | null = null;
  let wait: { readonly job: string | null; readonly since: number } | null = null;

  function isBeginning({ isBeingAggregated, connectionStatus }: ObservedStatus, isRead: boolean) {
    // What stands in for a job counts as the time in which it should have come.
    if (isBeingAggregated && isRead) begunAt = null;
    else if (isBeingAggregated || BEGINNINGS.has(connectionStatus)) begunAt ??= monotonicNow();
    else begunAt = null;
    return !isBeingAggregated && begunAt !== null && monotonicNow() - begunAt < BEGINNING_MS;
  }

  function isOverdue({ nextAction, aggregatedAt: job }: ObservedStatus): boolean {
    if (nextAction !== 'WAIT') wait = null;
    else if (wait === null || wait.job !== job) wait = { job, since: monotonicNow() };
    return wait !== null && monotonicNow() - wait.since >= limits.jobPatienceMs;
  }

  return {
    judge(status, isRead) {
      const isUnsettled = isBeginning(status, isRead);
      if (isOverdue(status)) return { ...status, ...overdue };
      return isUnsettled ? { ...status, isSettled: false } : status;
    },
  };
}
