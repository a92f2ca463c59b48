import type { OwnMemberKey, OwnUserGuid } from '../../auth/keys.ts';
import type { MemberKey } from '../../mx/api/member.ts';
import type { StatusHub } from '../hub.ts';
import { createPulledValues, type PulledValues } from '../pulled-values.ts';
import { createFollowedUser, type FollowedUser } from './followed-user.ts';
import { fromMembersRevision, type SeenMembers } from './members-revision.ts';
import type { StatusBook, StatusesEvent } from './status-book.ts';
import type { UserLists } from './user-lists.ts';

export interface UserStatusesOptions {
  readonly hub: Pick<StatusHub, 'watch'>;
  readonly lists: Pick<UserLists, 'watch' | 'current'>;
  /** False for a member that was deleted through the gateway. Defaults to true. */
  readonly mayComeYet?: ((key: MemberKey) => boolean) | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** The statuses of all members of users. All watchers of a user share one member list per poll. */
export interface UserStatuses extends AsyncDisposable {
  /**
   * Sends the statuses of all members of the user, then the changes; a slow reader gets all changes
   * since its last event in one event.
   *
   * `after` is the last revision that the reader has seen: the first event then contains only the
   * difference, and is omitted if there is none. The revision may come from another process. A text
   * that is not a revision is ignored. With the hash of a user with very many members, the first
   * event contains all members, unless nothing has changed.
   *
   * The iterator throws an `MxError`, as `UserLists.watch` does.
   */
  readonly watch: (
    userGuid: OwnUserGuid,
    options?: { readonly after?: string | undefined },
  ) => AsyncIterableIterator<StatusesEvent>;
  /** How many users are being followed. */
  readonly watched: () => number;
}

interface Reader {
  readonly values: PulledValues<StatusesEvent>;
  /** The version that the reader has seen; null before its first event. */
  readonly seen: () => number | null;
  /** Called after a list has been read. */
  readonly onList: () => void;
}

interface WatchedUser {
  readonly followed: FollowedUser;
  readonly readers: Set<Reader>;
}

export function createUserStatuses(options: UserStatusesOptions): UserStatuses {
  const { hub, lists, monotonicNow, sleep } = options;
  const { mayComeYet = () => true } = options;
  const users = new Map<string, WatchedUser>();
  let disposed = false;

  function stop(userGuid: string): void {
    users.get(userGuid)?.followed.stop();
    users.delete(userGuid);
  }

  function open(userGuid: OwnUserGuid): WatchedUser {
    const readers = new Set<Reader>();
    const release = (how: (values: PulledValues<StatusesEvent>) => void) => {
      stop(userGuid);
      for (const { values } of readers) how(values);
    };
    const followed = createFollowedUser({
      userGuid,
      members: lists.watch(userGuid),
      watchMember: (key: OwnMemberKey) => hub.watch(key, { isListEnough: true }),
      mayComeYet,
      monotonicNow,
      sleep,
      onChange(book) {
        const versions = [...readers].map(({ seen }) => seen() ?? book.version());
        book.forgetRemovals(Math.min(book.version(), ...versions));
        for (const { values } of readers) values.wake();
      },
      onList() {
        for (const { onList } of readers) onList();
      },
      onEnd: (error) => release((values) => (error ? values.fail(error.cause) : values.end())),
    });
    const user = { followed, readers };
    users.set(userGuid, user);
    return user;
  }

  return {
    watch(userGuid, { after } = {}) {
      const { followed, readers } = users.get(userGuid) ?? open(userGuid);
      const { book } = followed;
      let seen: number | null = null;
      let isDue = false;
      let hasFailed = false;

      function take(): StatusesEvent | null {
        const now = book();
        if (now === null || !isDue || seen === now.version()) return null;
        const event = seen === null ? firstEvent(now, after) : now.since(seen);
        seen = now.version();
        return event;
      }

      function leave(): void {
        readers.delete(reader);
        if (readers.size === 0 && users.get(userGuid)?.readers === readers) stop(userGuid);
      }

      function makeDue(): void {
        isDue = true;
        values.wake();
      }

      const values = createPulledValues<StatusesEvent>(take, leave);
      const onList = () => (hasFailed && !isDue ? makeDue() : undefined);
      const reader: Reader = { values, seen: () => seen, onList };
      readers.add(reader);
      // The first event is not older than the reader. The book is updated in this turn.
      lists.current(userGuid).then(
        () => setImmediate(makeDue),
        () => (hasFailed = true),
      );
      if (disposed) values.end();
      return values.iterator;
    },
    watched: () => users.size,
    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const [userGuid, { readers }] of users) {
        stop(userGuid);
        for (const { values } of readers) values.end();
      }
    },
  };
}

/** The event for a new reader; null for a reader that has seen this state. */
function firstEvent(book: StatusBook, after: string | undefined): StatusesEvent | null {
  if (after === undefined) return book.all();
  if (after === book.revision()) return null;
  const seen: SeenMembers | null = fromMembersRevision(after);
  return seen === null ? book.all() : book.differenceFrom(seen);
}
