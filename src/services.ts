import { setTimeout as sleep } from 'node:timers/promises';
import type { Authenticator } from './auth/authenticator.ts';
import { createDeleted } from './changes/deleted.ts';
import { createFirstResults } from './changes/first-results.ts';
import { createJobBudget, type TakeJob } from './changes/job-budget.ts';
import { createJobs } from './changes/jobs.ts';
import { createMemberChanges } from './changes/member.ts';
import { createRewardsRefresh, type LastEvent } from './changes/refresh/rewards-refresh.ts';
import { createUserRewardsRefresh } from './changes/refresh/user-rewards-refresh.ts';
import { createUserChanges } from './changes/user.ts';
import type { Config } from './config.ts';
import type { Changes, Refreshes, Services } from './context.ts';
import { createSharedReads } from './loaders/batching/shared-reads.ts';
import type { ChangeCalls } from './loaders/operation-reads.ts';
import { createRememberedReads } from './loaders/remembered-reads.ts';
import { createSharedData } from './loaders/shared-data.ts';
import type { MxClient } from './mx/client.ts';
import { lanes } from './mx/scope.ts';
import type { Measurements } from './observability/measurements.ts';
import type { SharedState } from './shared/shared-state.ts';
import type { Recovery } from './status/recovery.ts';
import { createStatusServices, type WatchCounts } from './status/status-services.ts';
import type { WebhookInbox } from './status/webhooks/webhook-inbox.ts';

export interface ServiceParts {
  readonly mx: MxClient;
  readonly authenticator: Authenticator;
  readonly config: Config;
  /** What all replicas share. */
  readonly shared: SharedState;
  /** Told when MX is back. */
  readonly recovery: Recovery;
  /** True if the gateway receives MX's webhooks. */
  readonly hasWebhooks: boolean;
  readonly measure: Measurements;
  readonly started: AsyncDisposableStack;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

export interface ProcessServices extends Services {
  readonly webhooks: WebhookInbox;
  /** What is watched now, for metrics. */
  readonly watchCounts: () => WatchCounts;
}

/** Creates the services that exist as long as the process. */
export function createServices(parts: ServiceParts): ProcessServices {
  const { mx, authenticator, config, shared, recovery, hasWebhooks, measure } = parts;
  const { started, now, monotonicNow } = parts;
  const nap = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
  const sharedReads = createSharedReads(mx, measure.sharedRead);
  const deleted = createDeleted();
  const status = createStatusServices({
    ...{ mx, shared, deleted, recovery, hasWebhooks, started, now, monotonicNow, sleep: nap },
    pollMs: config.statusPollMs,
    onNews: sharedReads.forget,
    forgetUser: authenticator.forgetUser,
    onStatusRead: (result) => measure.cacheRead('statuses', result),
    onStatus(observed, readAt) {
      measure.statusSeen(observed);
      if (readAt !== undefined) measure.statusRead(observed, readAt);
    },
    onJob: measure.jobChanged,
  });
  const { hub, userStatuses, news, webhooks, statuses, readIsOAuth } = status;
  const firstResults = createFirstResults({ monotonicNow });
  const budget = createJobBudget({ monotonicNow });

  const createJobsWith = (takeJob: TakeJob, { calls, note }: Partial<ChangeCalls>) =>
    createJobs({
      mx: calls ?? mx,
      readStatus: (key, signal) => statuses.read(key, { lane: lanes.other, signal }, note?.()),
      readIsOAuth,
      mayComeYet: (key) => !deleted.hasMember(key),
      hub,
      takeJob,
      now,
      sleep: nap,
    });

  const createChanges =
    (takeJob: TakeJob) =>
    (calls: ChangeCalls): Changes => ({
      jobs: createJobsWith(takeJob, calls),
      memberChanges: createMemberChanges({
        ...{ mx: calls.calls, hub, firstResults, takeJob },
        onDeleted: status.memberDeleted,
      }),
      userChanges: createUserChanges({
        users: calls.calls.users,
        firstResults,
        onDeleted: status.userDeleted,
        onChanged: status.userChanged,
      }),
    });

  function createRefreshes(takeJob: TakeJob): Refreshes {
    const refreshing = {
      ...{ jobs: createJobsWith(takeJob, {}), hub, monotonicNow, sleep: nap },
      recheckMs: config.statusPollMs,
      onEnd: (event: LastEvent) => measure.refreshEnded(toOutcome(event)),
    };
    return {
      rewardsRefresh: createRewardsRefresh(refreshing),
      userRewardsRefresh: createUserRewardsRefresh({ ...refreshing, userStatuses }),
    };
  }

  return {
    mx,
    hub,
    userStatuses,
    news,
    webhooks,
    startChanges: {
      partner: createChanges(budget.takeForPartner),
      user: createChanges(budget.takeForUser),
    },
    refreshes: {
      partner: createRefreshes(budget.takeForPartner),
      user: createRefreshes(budget.takeForUser),
    },
    sharedReads,
    onBatch: measure.batch,
    watchCounts: status.counts,
    statuses,
    rememberedReads: createRememberedReads({ monotonicNow }),
    sharedData: createSharedData({
      ...{ mx, cache: shared.cache, sharedReads, now: monotonicNow },
      onRead: (result) => measure.cacheRead('shared-data', result),
    }),
    apiVersion: mx.apiVersion,
    redirectUrls: config.redirectUrls ?? [],
    now,
  };
}

/** `recent` if MX had fetched the data so recently that it fetched nothing. */
function toOutcome(event: LastEvent): string {
  if (event.kind === 'failed') return event.reason;
  return event.refreshed ? 'refreshed' : 'recent';
}
