import type { MemberState } from '../mx/api/member.ts';
import { FIRST_UNKNOWN_MS } from './new-member.ts';
import { isChallenged, isUpToPerson } from './status-table.ts';

/** The longest time between two polls of an idle member. */
export const MAX_IDLE_MS = 60_000;
/**
 * How long a member may change at any moment because a person acts elsewhere: on the
 * page of the institution, or in the Connect widget.
 */
export const ELSEWHERE_MS = 600_000;
/**
 * The time between polls of a member that waits for MFA answers; answers through this gateway wake
 * the loop anyway.
 */
export const CHALLENGED_MS = 10_000;
/** The longest pause between two attempts while MX fails, unless MX asks for more. */
const MAX_RETRY_MS = 30_000;
/** How long a stream stays open without a good response before it ends with the last error. */
export const PATIENCE_MS = 600_000;

const JITTER_SHARE = 0.2;

export interface Pace {
  /** The least time between two polls of a member that MX knows, in milliseconds. */
  readonly pollMs: number;
  /** A number from 0 to 1. */
  readonly jitter: () => number;
}

/**
 * Jitter only makes the time longer, because MX asks for a minimum between polls (`MIN_POLL_MS`).
 */
function spread(ms: number, { jitter }: Pace): number {
  return ms * (1 + JITTER_SHARE * jitter());
}

/** The results of earlier polls. */
export interface Quiet {
  /** The number of responses without news from an idle member. */
  readonly answers: number;
  /** Milliseconds since the last news, or since the loop was last woken. */
  readonly ms: number;
  /** True when the watchers have waited too long for the job. */
  readonly isOverdue: boolean;
}

/** How long to wait after a good response. */
export function untilNextPoll(status: MemberState, quiet: Quiet, pace: Pace): number {
  if (isChallenged(status)) return Math.max(pace.pollMs, CHALLENGED_MS);
  if (status.isBeingAggregated && !quiet.isOverdue) return spread(pace.pollMs, pace);
  if (quiet.ms < ELSEWHERE_MS && isUpToPerson(status)) return pace.pollMs;
  const idleMs = spread(pace.pollMs * 2 ** quiet.answers, pace);
  return Math.max(pace.pollMs, Math.min(idleMs, MAX_IDLE_MS));
}

/** How long to wait after the nth failure in a row (1 for the first). */
export function untilRetry(failures: number, retryAfterMs: number | undefined, pace: Pace): number {
  const backoffMs = Math.min(spread(pace.pollMs * 2 ** (failures - 1), pace), MAX_RETRY_MS);
  return Math.max(pace.pollMs, backoffMs, retryAfterMs ?? 0);
}

/** How long to wait after the nth 404 in a row (1 for the first) for a member. */
export function untilKnown(misses: number, pace: Pace): number {
  return spread(Math.min(FIRST_UNKNOWN_MS * 2 ** (misses - 1), pace.pollMs), pace);
}
