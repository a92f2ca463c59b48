import type { OwnMemberKey } from '../../auth/keys.ts';
import { MxError } from '../../mx/errors.ts';
import { MIN_POLL_MS } from '../../mx/poll-floor.ts';
import { LatestValue } from '../../status/latest-value.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import { fingerprintOf } from '../../status/revision.ts';
import { isChallenged } from '../../status/status-table.ts';
import type { Jobs } from '../jobs.ts';
import type { FetchRewardsOutcome } from '../outcome.ts';
import { followStatus, type FollowTools } from './follow-status.ts';
import { createTeller, type RefreshEvent } from './refresh-event.ts';
import {
  isRejected,
  type Judge,
  createJobJudge,
  createLeftJobJudge,
  createOtherJobJudge,
} from './refresh-rules.ts';

export type { RefreshEvent } from './refresh-event.ts';

/** How often one refresh requests the job from MX at most. */
export const MAX_STARTS = 5;

export interface RewardsRefresh {
  /**
   * Starts the member's rewards job, or joins a running one, and follows it to its end. The work
   * begins with the call and ends with the last event or the iterator's `return()`; a job that MX
   * has accepted continues. A slow reader skips to the latest event.
   *
   * `after` is the revision of the last status that a reader saw before its stream broke. With it
   * no job is started: a running job is joined, or the end of a job that has ended since is sent. A
   * text that is not a revision is ignored.
   *
   * The iterator throws an `MxError`: `NOT_FOUND`, or an error of the start or of the hub.
   */
  readonly start: (key: OwnMemberKey, after?: string) => AsyncIterableIterator<RefreshEvent>;
  /** Follows a job that was started before, as `start` does with `after`. */
  readonly rejoin: (key: OwnMemberKey) => AsyncIterableIterator<RefreshEvent>;
}

export interface RewardsRefreshOptions extends Omit<FollowTools, 'recheckMs'> {
  readonly jobs: Pick<Jobs, 'fetchRewards'>;
  /**
   * Milliseconds between two polls of a member whose result is due, and between two starts. It must
   * not be below the hub's `pollMs`; values under `MIN_POLL_MS` count as `MIN_POLL_MS`.
   */
  readonly recheckMs?: number | undefined;
  /** Called with the last event of each refresh that ends with an event. */
  readonly onEnd?: ((event: LastEvent) => void) | undefined;
}

/** An event that ends a refresh. */
export type LastEvent = Extract<RefreshEvent, { readonly kind: 'completed' | 'failed' }>;

interface Following {
  readonly kind: 'follow';
  readonly status: ObservedStatus | null;
  readonly judge: Judge;
  /** The reason in the event if the following fails. */
  readonly reason: 'not-ready' | 'refresh-failed';
}

type Course = { readonly kind: 'over'; readonly event: RefreshEvent } | Following;

export function createRewardsRefresh(options: RewardsRefreshOptions): RewardsRefresh {
  const { jobs, hub, monotonicNow, sleep, onEnd = () => {} } = options;
  const recheckMs = Math.max(MIN_POLL_MS, options.recheckMs ?? 0);
  const tools: FollowTools = { hub, monotonicNow, sleep, recheckMs };

  async function refresh(
    key: OwnMemberKey,
    put: (event: RefreshEvent) => void,
    left: AbortSignal,
  ): Promise<void> {
    const teller = createTeller(put);
    for (let starts = 1; !left.aborted; starts += 1) {
      const nextStartAt = monotonicNow() + recheckMs;
      const outcome = await jobs.fetchRewards(key, left);
      if (left.aborted) return;
      const course = toCourse(outcome, starts > 1);
      if (course.kind === 'over') return put(course.event);
      if (course.status !== null) teller.tellOutcome(course.status);
      // Every other outcome has already notified the hub, so the hub's next status is not older
      // than the outcome.
      if (outcome.kind === 'not-ready') hub.look(key);

      const follower = { judge: course.judge, onStatus: teller.tell, left };
      const conclusion = await followStatus(key, follower, tools);
      if (conclusion === null) return;
      const { decision, status } = conclusion;
      if (decision === 'completed') return put({ kind: 'completed', status, refreshed: true });
      if (decision === 'failed') return put({ kind: 'failed', status, reason: course.reason });
      if (starts === MAX_STARTS) return put({ kind: 'failed', status, reason: 'refresh-failed' });
      // MX has accepted the answers; this is reported before the next request for the job.
      if (status.isBeingAggregated) teller.tell(status);
      if (nextStartAt > monotonicNow()) await sleep(nextStartAt - monotonicNow(), left);
    }
  }

  async function rejoin(
    key: OwnMemberKey,
    known: string | null,
    put: (event: RefreshEvent) => void,
    left: AbortSignal,
  ): Promise<void> {
    const { tell } = createTeller(put, known);
    const follower = { judge: createLeftJobJudge(), onStatus: tell, left };
    const conclusion = await followStatus(key, follower, tools);
    if (conclusion === null) return;
    const { decision, status } = conclusion;
    if (decision === 'completed') put({ kind: 'completed', status, refreshed: true });
    else put({ kind: 'failed', status, reason: 'refresh-failed' });
  }

  function launch(
    work: (put: (event: RefreshEvent) => void, left: AbortSignal) => Promise<void>,
  ): AsyncIterableIterator<RefreshEvent> {
    const left = new AbortController();
    const latest = new LatestValue<RefreshEvent>(() => left.abort());
    // Once the reader has left, no event and no rejection reaches anyone.
    const put = (event: RefreshEvent) => {
      if (event.kind === 'completed' || event.kind === 'failed') onEnd(event);
      latest.put(event);
    };
    work(put, left.signal).then(
      () => latest.end(),
      (error: unknown) => latest.fail(error),
    );
    return latest;
  }

  return {
    start(key, after) {
      const known = after === undefined ? null : fingerprintOf(after);
      return launch((put, left) =>
        known === null ? refresh(key, put, left) : rejoin(key, known, put, left),
      );
    },
    rejoin: (key) => launch((put, left) => rejoin(key, null, put, left)),
  };
}

/** @param hasFollowed true if this refresh has already followed the member before this start */
function toCourse(outcome: FetchRewardsOutcome, hasFollowed: boolean): Course {
  switch (outcome.kind) {
    case 'done': {
      const { status, throttled } = outcome.value;
      return throttled
        ? { kind: 'over', event: { kind: 'completed', status, refreshed: false } }
        : { kind: 'follow', status, judge: createJobJudge(status), reason: 'refresh-failed' };
    }
    case 'job-conflict': {
      const judge = createOtherJobJudge('wait');
      return { kind: 'follow', status: outcome.status, judge, reason: 'not-ready' };
    }
    case 'not-ready': {
      const { status, kind: reason } = outcome;
      // A recent wrong answer may be followed by another challenge.
      if (isChallenged(status) || (hasFollowed && isRejected(status))) {
        return { kind: 'follow', status, judge: createOtherJobJudge('start'), reason };
      }
      return { kind: 'over', event: { kind: 'failed', status, reason } };
    }
    case 'not-enabled':
      return { kind: 'over', event: { kind: 'failed', status: null, reason: 'not-enabled' } };
    case 'not-supported': {
      const { kind: reason, institutionCode } = outcome;
      return { kind: 'over', event: { kind: 'failed', status: null, reason, institutionCode } };
    }
    case 'institution-unavailable': {
      const { kind: reason, trouble, institutionCode } = outcome;
      const event = { kind: 'failed', status: null, reason, trouble, institutionCode } as const;
      return { kind: 'over', event };
    }
    case 'not-found':
      throw new MxError('NOT_FOUND', 'fetch_rewards: no such member');
  }
}
