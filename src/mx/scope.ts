import type { CallListener } from '../ledger.ts';
import type { StopSignal } from '../stop.ts';
import type { CallBudget } from './wire/call-budget.ts';

/** The caller on whose behalf calls are made, and how long they may run. */
export interface CallScope {
  /**
   * The lane in which the caller shares MX with others. A call whose path names a user counts for
   * that user instead, so that a partner that acts for many users does not count as one lane.
   */
  readonly lane: string;
  /**
   * Ends the reads, whether they are in flight, in a queue or in a pause. They reject with the
   * signal's reason. Writes continue, because an aborted write may have taken effect.
   */
  readonly signal?: StopSignal | undefined;
  /** Counts the reads. Without a budget, only the shares of the process limit them. */
  readonly budget?: CallBudget | undefined;
  /** Notified of every call, writes included, when it has ended. */
  readonly listener?: CallListener | undefined;
}

/** The lanes of calls without a user. None of them is an MX guid. */
export const lanes = {
  /** Polls of the status hub. */
  polls: '#polls',
  /** Refreshes data that is cached for all users. */
  cache: '#cache',
  /** Calls without their own lane. */
  other: '#other',
} as const;
