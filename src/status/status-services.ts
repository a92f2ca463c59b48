import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxClient } from '../mx/client.ts';
import { lanes } from '../mx/scope.ts';
import type { SharedState } from '../shared/shared-state.ts';
import { createStatusHub, type StatusHub, type StatusHubOptions } from './hub.ts';
import { createMemberTraits } from './member-traits.ts';
import { createNewsFeed, type NewsFeed } from './news/news-feed.ts';
import { createPacedReads, type PacedReads, type PacedReadsOptions } from './paced-reads.ts';
import type { Recovery } from './recovery.ts';
import { createPolls } from './replicas/polls.ts';
import { createReplicaChanges, type Deletions } from './replicas/replica-changes.ts';
import type { MemberList } from './user/member-list.ts';
import { createMemberSource } from './user/member-source.ts';
import { createUserLists } from './user/user-lists.ts';
import { createUserStatuses, type UserStatuses } from './user/user-statuses.ts';
import { createSeenWebhooks } from './webhooks/seen-webhooks.ts';
import { createWakes } from './webhooks/wakes.ts';
import { createWebhookInbox, type WebhookInbox } from './webhooks/webhook-inbox.ts';

export interface StatusServicesParts {
  readonly mx: MxClient;
  readonly shared: SharedState;
  readonly deleted: Deletions;
  readonly recovery: Recovery;
  readonly hasWebhooks: boolean;
  readonly started: AsyncDisposableStack;
  readonly pollMs: number;
  /** Called before watchers hear news of a user. Their reads must not be older. */
  readonly onNews: (userGuid: string) => void;
  /** Forgets who the user is. */
  readonly forgetUser: (userGuid: string) => void;
  /** Called for each read of a status. */
  readonly onStatusRead?: PacedReadsOptions<unknown>['onRead'];
  /** Called with each status of a watched member, and the time of its read if it is news. */
  readonly onStatus?: StatusHubOptions['onStatus'];
  /** Called when MX has started a job through this process, or has accepted answers. */
  readonly onJob?: (key: MemberKey, change: 'started' | 'answered') => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface WatchCounts {
  readonly members: number;
  readonly watchers: number;
  readonly users: number;
}

export interface StatusServices {
  readonly hub: StatusHub;
  readonly userStatuses: UserStatuses;
  readonly news: NewsFeed;
  /** What is watched now, for metrics. */
  readonly counts: () => WatchCounts;
  readonly webhooks: WebhookInbox;
  readonly statuses: PacedReads<MemberStatusModel>;
  readonly readIsOAuth: (key: MemberKey, signal: AbortSignal) => Promise<boolean | null>;
  /** Called for each member that was deleted through this process. */
  readonly memberDeleted: (key: MemberKey) => void;
  readonly userDeleted: (userGuid: string) => void;
  /** Called for each user that may have changed through this process. */
  readonly userChanged: (userGuid: string) => void;
}

/** Approximate bytes of a member in a list. */
const LISTED_MEMBER_BYTES = 1_024;

/** Creates and connects what knows the states of members. */
export function createStatusServices(parts: StatusServicesParts): StatusServices {
  const { mx, shared, deleted, recovery, hasWebhooks, started, pollMs, onNews } = parts;
  const { now, monotonicNow, sleep } = parts;
  const pace = { mx, now, monotonicNow, sleep };
  const statuses = createPacedReads<MemberStatusModel>({
    ...pace,
    read: ({ members }, key) => members.readStatus(key),
    floorMs: pollMs,
    onRead: parts.onStatusRead,
    bytesOf: ({ challenges }) => JSON.stringify(challenges).length,
  });
  const memberLists = createPacedReads<MemberList, { readonly userGuid: string }>({
    ...pace,
    read: ({ members }, { userGuid }) => members.list(userGuid),
    floorMs: pollMs,
    bytesOf: ({ items }) => items.length * LISTED_MEMBER_BYTES,
  });
  const polls = createPolls({
    ...{ statuses, memberLists, shared, freshMs: pollMs, now, monotonicNow, sleep },
  });
  const polling = { pollMs, monotonicNow, sleep, jitter: Math.random, recovery };
  const lists = started.use(
    createUserLists({
      ...polling,
      openPoll: polls.openList,
      mayComeYet: (userGuid) => !deleted.hasUser(userGuid),
      onNews,
    }),
  );
  const traits = createMemberTraits({ ...pace, cache: shared.cache, memberOf: lists.memberOf });
  const mayComeYet = (key: MemberKey) => !deleted.hasMember(key);
  const hub = started.use(
    createStatusHub({
      ...polling,
      readStatus: (key, signal) => statuses.read(key, { lane: lanes.polls, signal }),
      createSource: (key) =>
        createMemberSource(key, { lists, openPoll: polls.openStatus, monotonicNow }),
      readTraits: traits.read,
      mayComeYet,
      onChanged(key) {
        statuses.changed(key);
        memberLists.changed({ userGuid: key.userGuid });
        lists.nudge(key.userGuid);
      },
      onOwnChange(key, job) {
        if (job !== null) parts.onJob?.(key, job.answered.size > 0 ? 'answered' : 'started');
        replicas.memberChanged(key, job);
      },
      onStatus: parts.onStatus,
      onNews: ({ userGuid }) => onNews(userGuid),
      now,
    }),
  );
  const news = createNewsFeed({ lists, hasWebhooks, onNews, now, monotonicNow, sleep });
  const webhooks = createWebhookInbox({
    seen: createSeenWebhooks(),
    wakes: started.use(createWakes({ sleep })),
    hub,
    lists,
    dropMember(key) {
      statuses.changed(key);
      traits.changed(key);
      memberLists.changed({ userGuid: key.userGuid });
      onNews(key.userGuid);
    },
    dropUser(userGuid) {
      forgetUser(userGuid);
      onNews(userGuid);
    },
    onOwn: (webhook) => replicas.webhookReceived(webhook),
    onData: news.take,
  });

  function forgetUser(userGuid: string): void {
    parts.forgetUser(userGuid);
    statuses.userChanged(userGuid);
    memberLists.userChanged(userGuid);
  }

  function changeUser(userGuid: string): void {
    forgetUser(userGuid);
    lists.nudge(userGuid);
  }

  const replicas = createReplicaChanges({
    bulletins: shared.bulletins,
    ...{ polls, hub, webhooks, deleted, changeUser },
  });
  return {
    hub,
    userStatuses: started.use(createUserStatuses({ hub, lists, mayComeYet, monotonicNow, sleep })),
    news,
    counts: () => ({
      members: hub.watched(),
      watchers: hub.watchers(),
      users: lists.watched(),
    }),
    webhooks,
    statuses,
    readIsOAuth: async (key, signal) =>
      (await traits.read(key, { signal, endedJob: null })).isOAuth,
    memberDeleted: replicas.memberDeleted,
    userDeleted: replicas.userDeleted,
    userChanged(userGuid) {
      replicas.userChanged(userGuid);
      changeUser(userGuid);
    },
  };
}
