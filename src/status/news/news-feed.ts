import type { OwnUserGuid } from '../../auth/keys.ts';
import { limits } from '../../limits.ts';
import type { WebhookData, WebhookModel } from '../../mx/api/webhook.ts';
import { toTimestamp } from '../../timestamp.ts';
import type { MemberListReading } from '../user/member-list.ts';
import type { UserLists } from '../user/user-lists.ts';
import { createListChanges, type ListChange, type ListChanges } from './list-changes.ts';
import {
  createReportedChanges,
  LOST_WEBHOOK_MS,
  type ReportedChanges,
} from './reported-changes.ts';
import { createUnreadNews, type UnreadNews } from './unread-news.ts';
import { mergeKinds, type UserNews } from './user-news.ts';

/** Tells watchers of a user that there is new data to read. */
export interface NewsFeed {
  /**
   * Sends news from the call on; there is no first event. Changes of one member within
   * `webhookBurstMs` are one event. The iterator ends and throws like that of the member list.
   */
  readonly watch: (userGuid: OwnUserGuid) => AsyncIterableIterator<UserNews>;
  /** Called for each webhook that reports something new. Has no effect if nobody watches the user. */
  readonly take: (webhook: WebhookModel) => void;
}

export interface NewsFeedOptions {
  readonly lists: Pick<UserLists, 'watch'>;
  /** True if MX's webhooks report changes, so that the list only replaces those that are lost. */
  readonly hasWebhooks: boolean;
  /** Called before watchers receive news: their reads must not be older. */
  readonly onNews: (userGuid: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

interface User {
  readonly userGuid: OwnUserGuid;
  readonly watchers: Set<UnreadNews>;
  readonly readings: AsyncIterableIterator<MemberListReading>;
  readonly changes: ListChanges;
  readonly reported: ReportedChanges;
  /** Changes that wait for their webhooks, by member. */
  readonly held: Map<string, ListChange>;
  /** What the next event about a member says, by guid; null for several members. */
  readonly pending: Map<string | null, readonly WebhookData[]>;
  readonly stop: AbortController;
}

export function createNewsFeed(options: NewsFeedOptions): NewsFeed {
  const { lists, hasWebhooks, onNews, now, monotonicNow, sleep } = options;
  const users = new Map<string, User>();

  function close(user: User): void {
    if (users.get(user.userGuid) === user) users.delete(user.userGuid);
    user.stop.abort();
    void user.readings.return?.();
  }

  function open(userGuid: OwnUserGuid): User {
    const user: User = {
      userGuid,
      watchers: new Set(),
      readings: lists.watch(userGuid),
      changes: createListChanges(),
      reported: createReportedChanges(monotonicNow),
      held: new Map(),
      pending: new Map(),
      stop: new AbortController(),
    };
    users.set(userGuid, user);
    void follow(user);
    return user;
  }

  async function follow(user: User): Promise<void> {
    let release = ({ end }: UnreadNews) => end();
    try {
      for await (const { value } of user.readings) {
        for (const change of user.changes.update(value)) {
          if (hasWebhooks) hold(user, change);
          else gather(user, change.memberGuid, change.what);
        }
      }
    } catch (error) {
      release = ({ fail }) => fail(error);
    }
    close(user);
    for (const watcher of user.watchers) release(watcher);
    user.watchers.clear();
  }

  function later({ stop: { signal } }: User, ms: number, run: () => void): void {
    const runUnlessStopped = () => {
      if (!signal.aborted) run();
    };
    void sleep(ms, signal).then(runUnlessStopped, runUnlessStopped);
  }

  /** The webhook of the change may come before or after the list. */
  function hold(user: User, change: ListChange): void {
    const { held, reported } = user;
    const { memberGuid, what, succeededAt } = change;
    const earlier = held.get(memberGuid);
    held.set(memberGuid, {
      memberGuid,
      what: mergeKinds(earlier?.what ?? [], what),
      succeededAt: succeededAt ?? earlier?.succeededAt ?? null,
    });
    if (earlier !== undefined) return;
    later(user, LOST_WEBHOOK_MS, () => {
      const lost = reported.without(held.get(memberGuid) ?? change);
      held.delete(memberGuid);
      if (lost.length > 0) gather(user, memberGuid, lost);
    });
  }

  /** Waits for more changes of the same member before its event is sent. */
  function gather(user: User, memberGuid: string, what: readonly WebhookData[]): void {
    const { pending } = user;
    const isFull = pending.size >= limits.unreadChanges && !pending.has(memberGuid);
    const id = isFull ? null : memberGuid;
    const earlier = pending.get(id);
    pending.set(id, mergeKinds(earlier ?? [], what));
    if (earlier === undefined) later(user, limits.webhookBurstMs, () => tell(user, id));
  }

  function tell({ userGuid, pending, watchers }: User, id: string | null): void {
    const what = pending.get(id) ?? [];
    pending.delete(id);
    const key = id === null ? null : { userGuid, memberGuid: id };
    const news: UserNews = { key, what, observedAt: toTimestamp(now()) };
    onNews(userGuid);
    for (const watcher of watchers) watcher.put(news);
  }

  return {
    watch(userGuid) {
      const user = users.get(userGuid) ?? open(userGuid);
      const watcher = createUnreadNews(() => {
        user.watchers.delete(watcher);
        if (user.watchers.size === 0) close(user);
      });
      user.watchers.add(watcher);
      return watcher.iterator;
    },
    take({ userGuid, memberGuid, data, completedAt }) {
      const user = users.get(userGuid);
      if (user === undefined || memberGuid === null || data.length === 0) return;
      user.reported.add({ memberGuid, data, completedAt });
      gather(user, memberGuid, data);
    },
  };
}
