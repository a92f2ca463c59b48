import type { OwnMemberKey, OwnUserGuid } from '../../auth/keys.ts';
import { isChallenged } from '../../status/status-table.ts';
import { printOf } from '../../status/user/member-print.ts';
import {
  PRINT_CHARS,
  type SeenMembers,
  toMembersRevision,
} from '../../status/user/members-revision.ts';
import type { ListedStatus } from '../../status/user/status-book.ts';
import { markOf, type RunMark } from './run-marks.ts';
import type { MemberFailure, UserRefreshEvent } from './user-refresh-event.ts';

/** The state of a refresh of several members, and the events that its reader has not had yet. */
export interface RefreshRun {
  readonly add: (key: OwnMemberKey, status: ListedStatus | null) => void;
  /** Called with each status of any member. */
  readonly observe: (status: ListedStatus) => void;
  /** Called when MX has accepted the rewards job of a member. */
  readonly started: (key: OwnMemberKey) => void;
  readonly refreshed: (key: OwnMemberKey) => void;
  readonly failed: (key: OwnMemberKey, failure: MemberFailure) => void;
  readonly isOver: () => boolean;
  /** Null if the reader has had everything. */
  readonly take: () => UserRefreshEvent | null;
}

interface Entry {
  readonly key: OwnMemberKey;
  status: ListedStatus | null;
  mark: RunMark;
  failure: MemberFailure | null;
  /** The state whose challenges the reader has had. */
  told: string | null;
}

/** The print of a state that the reader has not seen. */
const UNSEEN = '-'.repeat(PRINT_CHARS);

/** @param seen what a reader that reconnects has seen of the refresh */
export function createRefreshRun(
  userGuid: OwnUserGuid,
  after: string | undefined,
  seen: SeenMembers | null,
): RefreshRun {
  const entries = new Map<string, Entry>();
  let isDue = true;
  let hasEnded = false;

  const isSettled = ({ mark }: Entry) => mark !== 'w' && mark !== 'r';
  const all = () => [...entries.values()];
  const isOver = () => all().every(isSettled);

  function change({ memberGuid }: OwnMemberKey, apply: (entry: Entry) => void): void {
    const entry = entries.get(memberGuid);
    if (entry === undefined) return;
    isDue = true;
    apply(entry);
  }

  function findUntold(): Entry | undefined {
    return all().find(
      (entry) =>
        !isSettled(entry) &&
        entry.status !== null &&
        entry.status.unread === undefined &&
        isChallenged(entry.status) &&
        printOf(entry.status) !== entry.told,
    );
  }

  function revision(): string {
    const members = all().map(({ key, mark, status, told }) => {
      const print = status === null ? UNSEEN : printOf(status);
      const isSeen = status === null || !isChallenged(status) || print === told;
      return [key.memberGuid, { mark, print: isSeen ? print : UNSEEN }] as const;
    });
    return toMembersRevision(new Map(members));
  }

  function progress(): UserRefreshEvent {
    const statuses = all().flatMap(({ status }) => status ?? []);
    const settled = all().filter(isSettled).length;
    return { kind: 'progress', settled, total: entries.size, statuses, revision: revision() };
  }

  function completed(): UserRefreshEvent {
    const refreshed = all().flatMap(({ key, mark }) => (mark === 'd' ? key : []));
    const failed = all().flatMap(({ status, failure }) =>
      failure === null ? [] : { status, failure },
    );
    return { kind: 'completed', userGuid, refreshed, failed };
  }

  return {
    add(key, status) {
      const told = seen?.get(key.memberGuid)?.print ?? null;
      entries.set(key.memberGuid, { key, status, mark: 'w', failure: null, told });
    },
    observe: (status) => change(status.key, (entry) => (entry.status = status)),
    started: (key) => change(key, (entry) => (entry.mark = 'r')),
    refreshed: (key) => change(key, (entry) => (entry.mark = 'd')),
    failed: (key, failure) =>
      change(key, (entry) => {
        entry.mark = markOf(failure);
        entry.status = failure.status ?? entry.status;
        entry.failure = failure;
      }),
    isOver,
    take() {
      if (hasEnded) return null;
      if (isOver()) {
        hasEnded = true;
        return completed();
      }
      const untold = findUntold();
      if (untold?.status) {
        untold.told = printOf(untold.status);
        return { kind: 'challenged', status: untold.status, revision: revision() };
      }
      if (!isDue) return null;
      isDue = false;
      const event = progress();
      return 'revision' in event && event.revision === after ? null : event;
    },
  };
}
