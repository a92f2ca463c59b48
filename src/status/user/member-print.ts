import { hash } from 'node:crypto';
import { timeOf } from '../mx-time.ts';
import type { ObservedStatus } from '../observed-status.ts';
import { fingerprint } from '../revision.ts';
import { PRINT_CHARS } from './members-revision.ts';

/** Equal for statuses that differ at most in the fields that no list contains. */
export function printOf(status: ObservedStatus): string {
  const print = fingerprint({
    ...status,
    isAuthenticated: null,
    hasProcessedAccounts: null,
    hasProcessedTransactions: null,
    hasProcessedAccountNumbers: null,
    // MX's two calls may write the same moment in different ways.
    aggregatedAt: toSecond(status.aggregatedAt),
    successfullyAggregatedAt: toSecond(status.successfullyAggregatedAt),
  });
  // The guidance also depends on facts that are not in the status.
  return hash('sha256', `${print} ${status.nextAction}`, 'base64url').slice(0, PRINT_CHARS);
}

function toSecond(date: string | null): string | null {
  const time = timeOf(date);
  return time === null ? date : String(Math.floor(time / 1000));
}
