import type { MemberState } from '../../mx/api/member.ts';
import { type Pace, type Quiet, untilNextPoll } from '../pace.ts';
import { PENDING_MS } from '../pending-jobs.ts';

export interface ListQuiet extends Quiet {
  /** Milliseconds since the last change through the gateway. */
  readonly sinceNudgeMs: number;
}

/** The state by which a user without members is polled. */
const noMember = { connectionStatus: null, isBeingAggregated: false } as MemberState;

/**
 * How long to wait after a list: as long as the busiest member may wait. For `PENDING_MS` after a
 * change, MX's list may lag, so that a job may be running that it does not show.
 */
export function untilNextList(
  members: readonly MemberState[],
  quiet: ListQuiet,
  { pollMs, jitter }: Pace,
): number {
  // With a separate jitter for each member, a user with many members would get almost none.
  const share = jitter();
  const pace: Pace = { pollMs, jitter: () => share };
  const states = members.length === 0 ? [noMember] : members;
  const waits = states.map((state) => untilNextPoll(state, quiet, pace));
  const lagMs = quiet.sinceNudgeMs < PENDING_MS ? pollMs : Number.POSITIVE_INFINITY;
  return Math.min(...waits, lagMs);
}
