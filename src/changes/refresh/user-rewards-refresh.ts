import type { OwnMemberKey, OwnUserGuid } from '../../auth/keys.ts';
import { isMxError, isOverLimit, type MxError } from '../../mx/errors.ts';
import { createPulledValues } from '../../status/pulled-values.ts';
import type { ListedStatus } from '../../status/user/status-book.ts';
import type { UserStatuses } from '../../status/user/user-statuses.ts';
import { createGate } from './gate.ts';
import { createRefreshRun, type RefreshRun } from './refresh-run.ts';
import {
  createRewardsRefresh,
  type RefreshEvent,
  type RewardsRefresh,
  type RewardsRefreshOptions,
} from './rewards-refresh.ts';
import { toFailure, toSeenRun } from './run-marks.ts';
import type { UserRefreshEvent } from './user-refresh-event.ts';

/** How many jobs of one refresh are requested from MX concurrently. */
export const STARTS_AT_ONCE = 5;

export interface UserRewardsRefresh {
  /**
   * Refreshes the rewards of all members of the user that have a connection, each as
   * `RewardsRefresh.start` does. The failure of a member is its outcome, and does not end the
   * others. The work begins with the call and ends with the last event or the iterator's
   * `return()`; jobs that MX has accepted continue.
   *
   * `after` is the last revision that a reader saw before its stream broke. Members with an outcome
   * keep it, jobs that were started are joined, and the others are started. A text that is not a
   * revision is ignored.
   *
   * The iterator throws an `MxError`: an error of the member list, or `RATE_LIMITED` if the budget
   * of jobs refused all members.
   */
  readonly start: (
    userGuid: OwnUserGuid,
    after?: string,
  ) => AsyncIterableIterator<UserRefreshEvent>;
}

export interface UserRewardsRefreshOptions extends RewardsRefreshOptions {
  readonly userStatuses: Pick<UserStatuses, 'watch'>;
}

export function createUserRewardsRefresh(options: UserRewardsRefreshOptions): UserRewardsRefresh {
  const { jobs, hub, userStatuses } = options;

  /** The refresh of single members, for one run. */
  function createMemberRefresh(run: RefreshRun): RewardsRefresh {
    const gate = createGate(STARTS_AT_ONCE);
    return createRewardsRefresh({
      ...options,
      jobs: {
        async fetchRewards(key, signal) {
          const outcome = await gate.run(() => jobs.fetchRewards(key, signal));
          if (outcome.kind === 'done' && !outcome.value.throttled) run.started(key);
          return outcome;
        },
      },
      // The user's list serves all members, so that a job costs no status calls of its own.
      hub: { watch: (key) => hub.watch(key, { isListEnough: true }), look: hub.look },
    });
  }

  return {
    start(userGuid, after) {
      const seen = after === undefined ? null : toSeenRun(after);
      const run = createRefreshRun(userGuid, after, seen);
      const refresh = createMemberRefresh(run);
      const statuses = userStatuses.watch(userGuid);
      const refreshes = new Set<AsyncIterableIterator<RefreshEvent>>();
      const refusals: MxError[] = [];
      let hasBegun = false;
      let isStopped = false;

      const values = createPulledValues(() => (hasBegun ? run.take() : null), stop);

      function stop(): void {
        isStopped = true;
        void statuses.return?.();
        for (const iterator of refreshes) void iterator.return?.();
      }

      function settle(): void {
        values.wake();
        if (!run.isOver()) return;
        stop();
        const [refusal] = refusals;
        if (refusal !== undefined && refusals.length === total) {
          hasBegun = false; // nothing has happened that an event could report
          values.fail(refusal);
        } else values.end();
      }

      async function follow(key: OwnMemberKey, events: AsyncIterableIterator<RefreshEvent>) {
        refreshes.add(events);
        try {
          for await (const event of events) {
            if (event.kind === 'completed') run.refreshed(key);
            if (event.kind === 'failed') run.failed(key, event);
          }
        } catch (error) {
          if (isOverLimit(error)) refusals.push(error);
          const reason = isMxError(error, 'NOT_FOUND') ? 'not-found' : 'refresh-failed';
          run.failed(key, { kind: 'failed', status: null, reason });
        }
        refreshes.delete(events);
        settle();
      }

      let total = 0;
      function begin(first: readonly ListedStatus[]): void {
        const current = new Map(first.map((status) => [status.key.memberGuid, status]));
        const connected = first.filter(({ connectionStatus }) => connectionStatus !== null);
        const guids = seen?.keys() ?? connected.map(({ key }) => key.memberGuid);
        const keys = Array.from(guids, (memberGuid) => ({ userGuid, memberGuid }));
        total = keys.length;
        for (const key of keys) run.add(key, current.get(key.memberGuid) ?? null);
        hasBegun = true;
        for (const key of keys) {
          const status = current.get(key.memberGuid) ?? null;
          // MX is never asked about a guid that only the client names.
          const mark = status === null ? 'x' : (seen?.get(key.memberGuid)?.mark ?? 'w');
          const failure = toFailure(mark, status);
          if (failure !== null) run.failed(key, failure);
          else if (mark === 'd') run.refreshed(key);
          else if (mark === 'w') void follow(key, refresh.start(key));
          else {
            run.started(key);
            void follow(key, refresh.rejoin(key));
          }
        }
        settle();
      }

      async function work(): Promise<void> {
        for await (const { changed } of statuses) {
          // An event may already have been on its way when the reader left.
          if (isStopped) return;
          if (!hasBegun) begin(changed);
          else for (const status of changed) run.observe(status);
          values.wake();
        }
      }

      work().then(values.end, (error: unknown) => {
        stop();
        values.fail(error);
      });
      return values.iterator;
    },
  };
}
