import { MxError } from '../mx/errors.ts';
import type { MemberKey } from '../mx/member.ts';
import { followStatus, type FollowTools } from './follow-status.ts';
import type { Jobs } from './jobs.ts';
import { createMailbox } from './mailbox.ts';
import type { ObservedStatus } from './observed-status.ts';
import type { FetchRewardsOutcome } from './outcomes.ts';
import { fingerprintOf } from './revision.ts';
import { type Judge, judgeOfJob, judgeOfOther } from './rewards-verdict.ts';
import { isChallenged } from './status-table.ts';

/** MX asks for at least 3 s between two looks at a member ("Read member connection status"). */
export const LEAST_RECHECK_MS = 3_000;
/** How often one refresh asks MX for the job, whatever keeps it from starting. */
export const MOST_STARTS = 5;

/** Each event carries the whole state: a reader who skips some has missed nothing. */
export type RefreshEvent =
  | { readonly kind: 'progress'; readonly status: ObservedStatus }
  /** The refresh goes on once the challenges are answered, by whomever. */
  | { readonly kind: 'challenged'; readonly status: ObservedStatus }
  /** The last. Not refreshed: MX found its data recent enough and gathered nothing. */
  | { readonly kind: 'completed'; readonly status: ObservedStatus; readonly refreshed: boolean }
  /** The last. */
  | {
      readonly kind: 'failed';
      /** Null when MX refused the job without a look at the member. */
      readonly status: ObservedStatus | null;
      readonly reason: 'not-ready' | 'not-enabled' | 'not-supported' | 'refresh-failed';
      /** Of `not-supported`: null when it could not be read. */
      readonly institutionCode?: string | null;
    };

export interface RewardsRefresh {
  /**
   * Starts the member's rewards job, or joins the one under way, and follows it to its end. The
   * work begins with the call and ends with the last event or the iterator's `return()`; a job
   * that MX has taken runs on. A slow reader skips to the latest event.
   *
   * The iterator throws an `MxError`: `NOT_FOUND`, what the start throws, what the hub throws.
   */
  readonly start: (key: MemberKey) => AsyncIterableIterator<RefreshEvent>;
}

export interface RewardsRefreshOptions extends Omit<FollowTools, 'recheckMs'> {
  readonly jobs: Pick<Jobs, 'fetchRewards'>;
  /**
   * Milliseconds between two looks at a member whose result is due, and between two starts. Not
   * below the hub's `pollMs`; values under `LEAST_RECHECK_MS` count as that.
   */
  readonly recheckMs?: number | undefined;
}

type Course =
  | { readonly kind: 'over'; readonly event: RefreshEvent }
  | { readonly kind: 'follow'; readonly status: ObservedStatus | null; readonly judge: Judge };

export function createRewardsRefresh(options: RewardsRefreshOptions): RewardsRefresh {
  const { jobs, hub, now, sleep } = options;
  const recheckMs = Math.max(LEAST_RECHECK_MS, options.recheckMs ?? LEAST_RECHECK_MS);
  const tools: FollowTools = { hub, now, sleep, recheckMs };

  async function pauseUntil(time: number, left: AbortSignal): Promise<void> {
    try {
      if (time > now()) await sleep(time - now(), left);
    } catch (error) {
      if (!left.aborted) throw error;
    }
  }

  async function refresh(
    key: MemberKey,
    put: (event: RefreshEvent) => void,
    left: AbortSignal,
  ): Promise<void> {
    const teller = createTeller(put);
    let mayAskAt = now();
    for (let starts = 1; ; starts += 1) {
      await pauseUntil(mayAskAt, left);
      if (left.aborted) return;
      mayAskAt = now() + recheckMs;
      const outcome = await jobs.fetchRewards(key);
      if (left.aborted) return;
      const course = courseOf(outcome);
      if (course.kind === 'over') return put(course.event);
      if (course.status !== null) teller.tellOutcome(course.status);
      // Every other outcome has told the hub: what it says next is no older than the outcome.
      if (outcome.kind === 'not-ready') hub.nudge(key);

      const follower = { judge: course.judge, onStatus: teller.tell, left };
      const conclusion = await followStatus(key, follower, tools);
      if (conclusion === null) return;
      const { decision, status } = conclusion;
      if (decision === 'completed') return put({ kind: 'completed', status, refreshed: true });
      if (decision === 'failed' || starts === MOST_STARTS) {
        return put({ kind: 'failed', status, reason: 'refresh-failed' });
      }
      // The answers were taken; that is news before MX has been asked about the job.
      if (status.isBeingAggregated) teller.tell(status);
    }
  }

  return {
    start(key) {
      const left = new AbortController();
      const mailbox = createMailbox<RefreshEvent>(() => left.abort());
      refresh(key, mailbox.put, left.signal).then(mailbox.end, mailbox.fail);
      return mailbox.iterator;
    },
  };
}

function courseOf(outcome: FetchRewardsOutcome): Course {
  switch (outcome.kind) {
    case 'started': {
      const { status } = outcome;
      if (!outcome.throttled) return { kind: 'follow', status, judge: judgeOfJob(status) };
      return { kind: 'over', event: { kind: 'completed', status, refreshed: false } };
    }
    case 'conflict':
      return { kind: 'follow', status: outcome.status, judge: judgeOfOther('wait') };
    case 'not-ready': {
      const { status } = outcome;
      if (isChallenged(status)) return { kind: 'follow', status, judge: judgeOfOther('start') };
      return { kind: 'over', event: { kind: 'failed', status, reason: 'not-ready' } };
    }
    case 'not-enabled':
      return { kind: 'over', event: { kind: 'failed', status: null, reason: 'not-enabled' } };
    case 'not-supported': {
      const { kind: reason, institutionCode } = outcome;
      return { kind: 'over', event: { kind: 'failed', status: null, reason, institutionCode } };
    }
    case 'not-found':
      throw new MxError('NOT_FOUND', 'fetch_rewards: no such member');
  }
}

/** Tells each status once, also when a start and the hub both report it. */
function createTeller(put: (event: RefreshEvent) => void) {
  const asked = new Set<string>();
  let last: string | null = null;

  function tell(status: ObservedStatus): void {
    const content = `${fingerprintOf(status.revision)} ${status.nextAction}`;
    if (content === last) return;
    last = content;
    for (const { guid } of status.challenges) asked.add(guid);
    put({ kind: isChallenged(status) ? 'challenged' : 'progress', status });
  }

  return {
    tell,
    /** The start reads MX itself, which may go on showing answered questions; the hub knows better. */
    tellOutcome(status: ObservedStatus): void {
      const isOld = status.challenges.every(({ guid }) => asked.has(guid));
      if (!isChallenged(status) || !isOld) tell(status);
    },
  };
}
