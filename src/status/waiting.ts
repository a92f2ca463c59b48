import { limits } from '../limits.ts';
import type { ObservedStatus } from './observed-status.ts';

/**
 * How long a job may take to begin after the Connect widget or another gateway has requested it.
 */
export const BEGINNING_MS = 15_000;

/** States after which a job begins, caused by any client. */
const BEGINNINGS: ReadonlySet<string | null> = new Set(['CREATED', 'UPDATED', 'RECONNECTED']);

const overdue = {
  isOverdue: true,
  isSettled: true,
  nextAction: 'RETRY_LATER',
  userMessage: 'Updating your accounts is taking longer than usual. Please check back later.',
} as const;

/** Adds facts about a member that only the passing of time shows. */
export interface Waiting {
  /**
   * A member at a beginning is not settled until `BEGINNING_MS` have passed without a job. A member
   * that still waits after `jobPatienceMs` is overdue: settled, and RETRY_LATER.
   *
   * @param isRead false for a placeholder status that MX does not show yet
   */
  readonly judge: (status: ObservedStatus, isRead: boolean) => ObservedStatus;
}

/** @param monotonicNow milliseconds of a monotonic clock */
export function createWaiting(monotonicNow: () => number): Waiting {
  let begunAt: number | null = null;
  let wait: { readonly job: string | null; readonly since: number } | null = null;

  function isBeginning({ isBeingAggregated, connectionStatus }: ObservedStatus, isRead: boolean) {
    // The time of a placeholder counts as time in which the job should have begun.
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
