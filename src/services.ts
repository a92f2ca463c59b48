import { setTimeout as sleep } from 'node:timers/promises';
import type { Authenticator } from './auth/authenticator.ts';
import { createDeleted } from './changes/deleted.ts';
import { createFirstResults } from './changes/first-results.ts';
import { createJobBudget, type TakeJob } from './changes/job-budget.ts';
import { createJobs } from './changes/jobs.ts';
import { createMemberChanges } from './changes/member.ts';
import { createRewardsRefresh } from './changes/refresh/rewards-refresh.ts';
import { createUserRewardsRefresh } from './changes/refresh/user-rewards-refresh.ts';
import { createUserChanges } from './changes/user.ts';
import type { Config } from './config.ts';
import type { MemberWork, Services } from './context.ts';
import { createSharedReads } from './loaders/batching/shared-reads.ts';
import { createRememberedReads } from './loaders/remembered-reads.ts';
import { createSharedData } from './loaders/shared-data.ts';
import type { MemberKey } from './mx/api/member.ts';
import type { MxClient } from './mx/client.ts';
import { lanes } from './mx/scope.ts';
import { createStatusHub, type StatusHubOptions } from './status/hub.ts';
import { createNewsFeed } from './status/news/news-feed.ts';
import { traitsOf } from './status/observed-status.ts';
import { createPacedReads } from './status/paced-reads.ts';
import type { Recovery } from './status/recovery.ts';
import type { MemberTraits } from './status/status-table.ts';
import type { MemberList } from './status/user/member-list.ts';
import { createMemberSource } from './status/user/member-source.ts';
import { createUserLists } from './status/user/user-lists.ts';
import { createUserStatuses } from './status/user/user-statuses.ts';
import { createSeenWebhooks } from './status/webhooks/seen-webhooks.ts';
import { createWakes } from './status/webhooks/wakes.ts';
import { createWebhookInbox, type WebhookInbox } from './status/webhooks/webhook-inbox.ts';

/** Traits hardly ever change, except at the end of a job. */
const TRAITS_FLOOR_MS = 60_000;
/** Approximate bytes of a member in a list. */
const LISTED_MEMBER_BYTES = 1_024;

export interface ServiceParts {
  readonly mx: MxClient;
  readonly authenticator: Authenticator;
  readonly config: Config;
  /** Told when MX is back. */
  readonly recovery: Recovery;
  /** True if the gateway receives MX's webhooks. */
  readonly hasWebhooks: boolean;
  readonly started: AsyncDisposableStack;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

export interface ProcessServices extends Services {
  readonly webhooks: WebhookInbox;
}

/** Creates the services that exist as long as the process. */
export function createServices(parts: ServiceParts): ProcessServices {
  const { mx, authenticator, config, recovery, hasWebhooks, started, now, monotonicNow } = parts;
  const nap = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
  const sharedReads = createSharedReads(mx);
  const pace = { mx, now, monotonicNow, sleep: nap };
  const statuses = createPacedReads({
    ...pace,
    read: ({ members }, key) => members.readStatus(key),
    floorMs: config.statusPollMs,
    bytesOf: ({ challenges }) => JSON.stringify(challenges).length,
  });
  const traits = createPacedReads<MemberTraits>({
    ...pace,
    read: async ({ members }, key) => traitsOf(await members.read(key)),
    floorMs: TRAITS_FLOOR_MS,
  });
  const memberLists = createPacedReads<MemberList, { readonly userGuid: string }>({
    ...pace,
    read: ({ members }, { userGuid }) => members.list(userGuid),
    floorMs: config.statusPollMs,
    bytesOf: ({ items }) => items.length * LISTED_MEMBER_BYTES,
  });
  const deleted = createDeleted();
  const polling = {
    pollMs: config.statusPollMs,
    monotonicNow,
    sleep: nap,
    jitter: Math.random,
    recovery,
  };
  const userLists = started.use(
    createUserLists({
      ...polling,
      readList: (userGuid, signal) => memberLists.read({ userGuid }, { lane: lanes.polls, signal }),
      mayComeYet: (userGuid) => !deleted.hasUser(userGuid),
      onNews: sharedReads.forget,
    }),
  );
  const readTraits: StatusHubOptions['readTraits'] = async (key, { signal, isFresh }) => {
    const listed = userLists.memberOf(key);
    // After a job, the list may still show the time before its end.
    if (listed !== null && !(isFresh && listed.isBeingAggregated)) return traitsOf(listed);
    if (isFresh) traits.changed(key);
    return (await traits.read(key, { lane: lanes.polls, signal })).value;
  };
  const readIsOAuth = async (key: MemberKey, signal: AbortSignal) =>
    (await readTraits(key, { signal, isFresh: false })).isOAuth;
  const mayComeYet = (key: MemberKey) => !deleted.hasMember(key);
  const readStatus: StatusHubOptions['readStatus'] = (key, signal) =>
    statuses.read(key, { lane: lanes.polls, signal });
  const hub = started.use(
    createStatusHub({
      ...polling,
      readStatus,
      createSource: (key) => createMemberSource(key, { lists: userLists, readStatus, ...polling }),
      readTraits,
      mayComeYet,
      onChanged(key) {
        statuses.changed(key);
        memberLists.changed({ userGuid: key.userGuid });
        userLists.nudge(key.userGuid);
      },
      onNews: ({ userGuid }) => sharedReads.forget(userGuid),
      now,
    }),
  );
  const userStatuses = started.use(
    createUserStatuses({ hub, lists: userLists, mayComeYet, monotonicNow, sleep: nap }),
  );
  function forgetUser(userGuid: string): void {
    authenticator.forgetUser(userGuid);
    statuses.userChanged(userGuid);
    memberLists.userChanged(userGuid);
  }
  const news = createNewsFeed({
    lists: userLists,
    hasWebhooks,
    onNews: sharedReads.forget,
    now,
    monotonicNow,
    sleep: nap,
  });
  const webhooks = createWebhookInbox({
    seen: createSeenWebhooks(),
    wakes: started.use(createWakes({ sleep: nap })),
    hub,
    lists: userLists,
    dropMember(key) {
      statuses.changed(key);
      traits.changed(key);
      memberLists.changed({ userGuid: key.userGuid });
      sharedReads.forget(key.userGuid);
    },
    dropUser(userGuid) {
      forgetUser(userGuid);
      sharedReads.forget(userGuid);
    },
    onData: news.take,
  });
  const firstResults = createFirstResults({ monotonicNow });
  const budget = createJobBudget({ monotonicNow });

  function createWork(takeJob: TakeJob): MemberWork {
    const jobs = createJobs({
      mx,
      readStatus: (key, signal) => statuses.read(key, { lane: lanes.other, signal }),
      readIsOAuth,
      mayComeYet,
      hub,
      takeJob,
      now,
      sleep: nap,
    });
    const refreshing = { jobs, hub, monotonicNow, sleep: nap, recheckMs: config.statusPollMs };
    return {
      jobs,
      rewardsRefresh: createRewardsRefresh(refreshing),
      userRewardsRefresh: createUserRewardsRefresh({ ...refreshing, userStatuses }),
      memberChanges: createMemberChanges({
        ...{ mx, hub, firstResults, takeJob },
        onDeleted: deleted.addMember,
      }),
    };
  }

  return {
    mx,
    hub,
    userStatuses,
    news,
    webhooks,
    memberWork: {
      partner: createWork(budget.takeForPartner),
      user: createWork(budget.takeForUser),
    },
    userChanges: createUserChanges({
      users: mx.users,
      firstResults,
      onDeleted: deleted.addUser,
      onChanged(userGuid) {
        forgetUser(userGuid);
        userLists.nudge(userGuid);
      },
    }),
    sharedReads,
    statuses,
    rememberedReads: createRememberedReads({ monotonicNow }),
    sharedData: createSharedData({ mx, sharedReads, now: monotonicNow }),
    apiVersion: mx.apiVersion,
    redirectUrls: config.redirectUrls ?? [],
    now,
  };
}
