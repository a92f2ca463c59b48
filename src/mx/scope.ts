import type { CallBudget } from './wire/call-budget.ts';

/** On whose behalf calls are made, and until when. */
export interface CallScope {
  /**
   * Who shares MX with others. A call whose path names a user counts for that user instead, so that
   * a service which acts for many is not one of them.
   */
  readonly lane: string;
  /**
   * Ends what is read, wherever it stands: on the wire, in a queue, in a pause. It rejects with the
   * signal's reason. Writes go on: an aborted one may have been done.
   */
  readonly signal?: AbortSignal | undefined;
  /** Counts what is read. Without one nothing but the shares of the process bounds it. */
  readonly budget?: CallBudget | undefined;
}

/** The lanes of what no user asks for. None is a guid of MX's. */
export const lanes = {
  /** The status hub's. */
  polls: '#polls',
  /** Refreshes what is cached for everybody. */
  cache: '#cache',
  /** Whatever names no lane of its own. */
  other: '#other',
} as const;
