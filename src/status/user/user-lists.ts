import type { OwnUserGuid } from '../../auth/keys.ts';
import type { MemberKey, MemberModel } from '../../mx/api/member.ts';
import { type ListLoopOptions, pollListUntilStopped } from './list-loop.ts';
import type { MemberListReading } from './member-list.ts';
import { createWatchedList, type WatchedList } from './watched-list.ts';

/** The member lists of users: one poll loop for each watched user, however many watchers it has. */
export interface UserLists extends AsyncDisposable {
  /**
   * Sends the user's member list, and then each list that is read, changed or not; a slow reader
   * skips to the latest list. Polling begins with the call and ends with the last iterator's
   * `return()`. Lists are read every `pollMs` while a job of any member is running, and less and
   * less often while nothing happens, down to once per minute.
   *
   * The iterator throws an `MxError`: `NOT_FOUND` (after 2 s for a user that MX has not shown yet),
   * `FORBIDDEN` or `MALFORMED_ID`, or another error after ten minutes without a response.
   */
  readonly watch: (userGuid: OwnUserGuid) => AsyncIterableIterator<MemberListReading>;
  /** Called after a change to a member: reads the list immediately, if the user is watched. */
  readonly nudge: (userGuid: string) => void;
  /** Reads the list now, because MX has news of the user. False if nobody watches the user. */
  readonly look: (userGuid: string) => boolean;
  /** The member in the last list of a watched user; null if there is none. */
  readonly memberOf: (key: MemberKey) => MemberModel | null;
  /**
   * A list that is not older than `pollMs` and the last change. Null if the user is not watched;
   * rejects if MX fails.
   */
  readonly current: (userGuid: string) => Promise<MemberListReading | null>;
  /**
   * Calls `listen` after each list of the user, and when the user is not watched any more. Returns
   * a function that ends this.
   */
  readonly onRead: (userGuid: string, listen: () => void) => () => void;
  /** How many users are being polled. */
  readonly watched: () => number;
}

export interface UserListsOptions extends Omit<ListLoopOptions, 'mayComeYet' | 'onNews'> {
  /** False for a user that was deleted through the gateway. Defaults to true. */
  readonly mayComeYet?: ListLoopOptions['mayComeYet'] | undefined;
  /**
   * Called before watchers receive a list. Everything that they read afterwards must not be older.
   */
  readonly onNews?: ListLoopOptions['onNews'] | undefined;
}

export function createUserLists(options: UserListsOptions): UserLists {
  const { mayComeYet = () => true, onNews = () => {}, pollMs, monotonicNow } = options;
  const loop: ListLoopOptions = { ...options, mayComeYet, onNews };
  const lists = new Map<string, WatchedList>();
  const listeners = new Map<string, Set<() => void>>();
  const nudgedAt = new WeakMap<WatchedList, number>();
  let disposed = false;

  function notify(userGuid: string): void {
    for (const listen of [...(listeners.get(userGuid) ?? [])]) listen();
  }

  function open(userGuid: OwnUserGuid): WatchedList {
    const list = createWatchedList({
      userGuid,
      freshMs: pollMs,
      monotonicNow,
      onStop() {
        lists.delete(userGuid);
        notify(userGuid);
      },
    });
    lists.set(userGuid, list);
    return list;
  }

  function start(list: WatchedList): void {
    const hooks = {
      nudgedAt: () => nudgedAt.get(list) ?? Number.NEGATIVE_INFINITY,
      onRead: () => notify(list.userGuid),
    };
    pollListUntilStopped(list, loop, hooks).catch(list.fail);
  }

  return {
    watch(userGuid) {
      const existing = lists.get(userGuid);
      const list = existing ?? open(userGuid);
      const iterator = list.watch();
      if (disposed) list.end();
      else if (existing === undefined) start(list);
      return iterator;
    },
    nudge(userGuid) {
      const list = lists.get(userGuid);
      if (list === undefined) return;
      nudgedAt.set(list, monotonicNow());
      list.nudge();
    },
    look(userGuid) {
      const list = lists.get(userGuid);
      list?.nudge();
      return list !== undefined;
    },
    memberOf({ userGuid, memberGuid }) {
      const members = lists.get(userGuid)?.latest()?.value.items ?? [];
      return members.find(({ guid }) => guid === memberGuid) ?? null;
    },
    current: async (userGuid) => lists.get(userGuid)?.current() ?? null,
    onRead(userGuid, listen) {
      const ofUser = listeners.get(userGuid) ?? new Set();
      listeners.set(userGuid, ofUser.add(listen));
      return () => {
        ofUser.delete(listen);
        if (ofUser.size === 0 && listeners.get(userGuid) === ofUser) listeners.delete(userGuid);
      };
    },
    watched: () => lists.size,
    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const list of lists.values()) list.end();
    },
  };
}
