import type { OwnMemberKey } from '../../../src/auth/keys.ts';
import type { FetchRewardsOutcome } from '../../../src/changes/outcome.ts';
import type { UserRefreshEvent } from '../../../src/changes/refresh/user-refresh-event.ts';
import { createUserRewardsRefresh } from '../../../src/changes/refresh/user-rewards-refresh.ts';
import { toObservedStatus } from '../../../src/status/observed-status.ts';
import { aMember, aStatus, finished, running, STARTED } from '../../status/models.ts';
import { createUserBench } from '../../status/user/user-bench.ts';

/** The refresh of a user whose jobs the test starts and ends. */
export function createRefreshBench(guids: readonly string[]) {
  const bench = createUserBench(guids);
  const { mx, hub, clock } = bench;
  const jobs = {
    starts: [] as string[],
    inFlight: 0,
    mostInFlight: 0,
    startMs: 0,
    refusals: new Map<string, Error>(),
  };

  async function fetchRewards(
    key: OwnMemberKey,
    signal?: AbortSignal,
  ): Promise<FetchRewardsOutcome> {
    const { memberGuid } = key;
    jobs.inFlight += 1;
    jobs.mostInFlight = Math.max(jobs.mostInFlight, jobs.inFlight);
    if (jobs.startMs > 0) await clock.sleep(jobs.startMs);
    jobs.inFlight -= 1;
    signal?.throwIfAborted();
    const refusal = jobs.refusals.get(memberGuid);
    if (refusal !== undefined) throw refusal;
    const status = mx.members.get(memberGuid) ?? aStatus();
    const observedAt = new Date(clock.now()).toISOString();
    const observed = toObservedStatus(key, status, { observedAt, isOAuth: false });
    if (!observed.canFetchRewards) return { kind: 'not-ready', status: observed };
    jobs.starts.push(memberGuid);
    const member = aMember({ guid: memberGuid, isBeingAggregated: true, aggregatedAt: STARTED });
    mx.members.set(memberGuid, running);
    hub.jobStarted(key, member);
    return {
      kind: 'done',
      value: {
        member,
        status: { ...observed, isBeingAggregated: true, aggregatedAt: STARTED },
        alreadyRunning: false,
        throttled: false,
      },
    };
  }

  const refresh = createUserRewardsRefresh({
    jobs: { fetchRewards },
    hub,
    userStatuses: bench.statuses,
    monotonicNow: clock.monotonicNow,
    sleep: clock.sleep,
  });
  return Object.assign(bench, { jobs, refresh });
}

export const endAll = ({ mx }: ReturnType<typeof createRefreshBench>) => {
  for (const guid of mx.members.keys()) mx.members.set(guid, finished);
};

export const lastOf = (events: readonly UserRefreshEvent[]) => {
  const event = events.at(-1);
  return event?.kind === 'completed'
    ? {
        refreshed: event.refreshed.map(({ memberGuid }) => memberGuid),
        failed: event.failed.map(({ status, failure }) => [status?.key.memberGuid, failure.reason]),
      }
    : event;
};
