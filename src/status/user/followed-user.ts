import type { OwnMemberKey, OwnUserGuid } from '../../auth/keys.ts';
import type { MemberKey, MemberModel } from '../../mx/api/member.ts';
import { isMxError, MxError } from '../../mx/errors.ts';
import { type ObservedStatus, toPartialStatus, traitsOf } from '../observed-status.ts';
import { PENDING_MS } from '../pending-jobs.ts';
import type { MemberListReading } from './member-list.ts';
import { createStatusBook, type ListedStatus, type StatusBook } from './status-book.ts';

export interface FollowedUserOptions {
  readonly userGuid: OwnUserGuid;
  /** The user's member lists; they are read until `stop`. */
  readonly members: AsyncIterableIterator<MemberListReading>;
  readonly watchMember: (key: OwnMemberKey) => AsyncIterableIterator<ObservedStatus>;
  /** False for a member that was deleted through the gateway. */
  readonly mayComeYet: (key: MemberKey) => boolean;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Called once for all changes of one turn of the event loop. */
  readonly onChange: (book: StatusBook) => void;
  /** Called after the book has been updated with a list, changed or not. */
  readonly onList: () => void;
  /** Called once, unless `stop` was called: with the failure of the lists, or when they end. */
  readonly onEnd: (error: { readonly cause: unknown } | null) => void;
}

/** The statuses of all members of one user, as long as they are followed. */
export interface FollowedUser {
  /** Null until each member in the first list has a status. */
  readonly book: () => StatusBook | null;
  readonly stop: () => void;
}

/**
 * How long the first event waits for statuses that need another call, such as the challenges of a
 * member. Without it, the event contains the part that the list shows.
 */
const FIRST_STATUSES_MS = 1_000;

export function createFollowedUser(options: FollowedUserOptions): FollowedUser {
  const { userGuid, members, watchMember, mayComeYet } = options;
  const { monotonicNow, sleep, onChange, onList, onEnd } = options;
  const book = createStatusBook();
  const followed = new Map<string, AsyncIterableIterator<ObservedStatus>>();
  /** When members were found to be deleted, on the monotonic clock. */
  const deletedAt = new Map<string, number>();
  const stopped = new AbortController();
  const toKey = ({ guid }: MemberModel): OwnMemberKey => ({ userGuid, memberGuid: guid });
  let onPut = (_memberGuid: string) => {};
  let isReady = false;
  let isNotifying = false;

  /** The members of one list change together, and readers get one event. */
  function notify(): void {
    if (isNotifying || !isReady) return;
    isNotifying = true;
    setImmediate(() => {
      isNotifying = false;
      if (!stopped.signal.aborted) onChange(book);
    });
  }

  function change(apply: () => void): void {
    const before = book.version();
    apply();
    if (book.version() !== before) notify();
  }

  function put(memberGuid: string, status: ObservedStatus): void {
    book.set(memberGuid, status);
    onPut(memberGuid);
  }

  function remove(memberGuid: string): void {
    void followed.get(memberGuid)?.return?.();
    followed.delete(memberGuid);
    deletedAt.set(memberGuid, monotonicNow());
    change(() => book.remove(memberGuid));
    onPut(memberGuid);
  }

  /** Follows one member until it is deleted. After another failure, the next list tries again. */
  async function follow(key: OwnMemberKey, statuses: AsyncIterable<ObservedStatus>): Promise<void> {
    const { memberGuid } = key;
    try {
      for await (const status of statuses) {
        if (followed.get(memberGuid) === statuses) change(() => put(memberGuid, status));
      }
    } catch (error) {
      if (followed.get(memberGuid) !== statuses) return;
      if (isMxError(error, 'NOT_FOUND')) remove(memberGuid);
    }
    if (followed.get(memberGuid) === statuses) followed.delete(memberGuid);
  }

  function mayFollow(key: OwnMemberKey): boolean {
    // A list that lags may still show a member that MX does not know any more.
    return mayComeYet(key) && !deletedAt.has(key.memberGuid);
  }

  /** Follows the members of a list. Members that it lacks end their own stream, if MX agrees. */
  function sync({ value }: MemberListReading): void {
    for (const [memberGuid, at] of deletedAt) {
      if (monotonicNow() - at >= PENDING_MS) deletedAt.delete(memberGuid);
    }
    book.arrange(value.items);
    for (const member of value.items) {
      const key = toKey(member);
      if (!mayFollow(key)) {
        if (book.has(member.guid)) remove(member.guid);
      } else if (!followed.has(member.guid)) {
        const statuses = watchMember(key);
        followed.set(member.guid, statuses);
        void follow(key, statuses);
      }
    }
  }

  /** Waits until all members of the first list have a status, but not for long. */
  async function waitForFirst({ value, observedAt }: MemberListReading): Promise<void> {
    const missing = new Map(value.items.map((member) => [member.guid, member]));
    const over = new AbortController();
    onPut = (memberGuid) => {
      missing.delete(memberGuid);
      if (missing.size === 0) over.abort();
    };
    for (const guid of missing.keys()) if (book.has(guid) || !followed.has(guid)) onPut(guid);
    const signal = AbortSignal.any([over.signal, stopped.signal]);
    if (missing.size > 0) await sleep(FIRST_STATUSES_MS, signal).catch(() => {});
    onPut = () => {};
    for (const member of missing.values()) {
      book.set(member.guid, toUnread(toKey(member), member, observedAt));
    }
  }

  async function run(): Promise<void> {
    for await (const reading of members) {
      // A list may already have been on its way when the last reader left.
      if (stopped.signal.aborted) return;
      sync(reading);
      if (!isReady) {
        await waitForFirst(reading);
        isReady = true;
        onChange(book);
      }
      setImmediate(onList);
    }
  }

  function stop(): void {
    if (stopped.signal.aborted) return;
    stopped.abort();
    void members.return?.();
    for (const statuses of followed.values()) void statuses.return?.();
    followed.clear();
  }

  function end(error: { readonly cause: unknown } | null): void {
    if (stopped.signal.aborted) return;
    stop();
    onEnd(error);
  }

  run().then(
    () => end(null),
    (cause: unknown) => end({ cause }),
  );

  return { book: () => (isReady ? book : null), stop };
}

function toUnread(key: OwnMemberKey, member: MemberModel, observedAt: string): ListedStatus {
  const status = toPartialStatus(key, member, { observedAt, ...traitsOf(member) });
  return { ...status, unread: new MxError('TIMEOUT', 'GET …/status has not responded yet') };
}
