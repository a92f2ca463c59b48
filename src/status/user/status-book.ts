import type { MemberModel } from '../../mx/api/member.ts';
import type { ObservedStatus } from '../observed-status.ts';
import { isSameState } from './behind.ts';
import { printOf } from './member-print.ts';
import { type SeenMembers, toMembersRevision } from './members-revision.ts';
import { needingAction } from './needs-action.ts';

/** The status of a member of a list. */
export interface ListedStatus extends ObservedStatus {
  /** The failure of the status call that the status needs. */
  readonly unread?: unknown;
  /** The member in the list that shows this status. */
  readonly listed?: MemberModel;
}

/** The changes of a user's members since a reader's last event. */
export interface StatusesEvent {
  readonly changed: readonly ListedStatus[];
  /** Guids of members that do not exist any more. */
  readonly removed: readonly string[];
  /** All members whose status asks the end user for something, the most urgent first. */
  readonly needsAction: readonly ListedStatus[];
  /** Opaque; stands for the state of all members. */
  readonly revision: string;
}

/** The statuses of all members of a user, and the version in which each has changed last. */
export interface StatusBook {
  readonly version: () => number;
  readonly has: (memberGuid: string) => boolean;
  readonly set: (memberGuid: string, status: ListedStatus) => void;
  readonly remove: (memberGuid: string) => void;
  /** Sets the members of the latest list, and the order of the members in events. */
  readonly arrange: (members: readonly MemberModel[]) => void;
  /** All members. */
  readonly all: () => StatusesEvent;
  /** The changes after a version. Readers of the same changes get the same object. */
  readonly since: (version: number) => StatusesEvent;
  /** The difference from an earlier state, perhaps of another process; null if there is none. */
  readonly differenceFrom: (seen: SeenMembers) => StatusesEvent | null;
  readonly revision: () => string;
  /** Forgets the removals up to a version that all readers have seen. */
  readonly forgetRemovals: (seenBy: number) => void;
}

/** A member with its place in the list. */
interface Row {
  readonly member: MemberModel;
  readonly place: number;
}

interface Entry {
  readonly status: ListedStatus;
  readonly print: string;
  readonly version: number;
}

/** Not one of the marks of a rewards refresh. */
const MARK = 'k';
/** Stands for the event with all members; versions are not negative. */
const ALL = -1;

export function createStatusBook(): StatusBook {
  const entries = new Map<string, Entry>();
  const removals = new Map<string, number>();
  /** The events of the current version. */
  const events = new Map<number, StatusesEvent>();
  let rows = new Map<string, Row>();
  let version = 0;
  let revision: string | null = null;

  function advance(): number {
    version += 1;
    events.clear();
    revision = null;
    return version;
  }

  function currentRevision(): string {
    const seen = () =>
      new Map([...entries].map(([guid, { print }]) => [guid, { mark: MARK, print }] as const));
    return (revision ??= toMembersRevision(seen()));
  }

  function statusesOf(from: Iterable<Entry>): ListedStatus[] {
    const placeOf = ({ key }: ListedStatus) => rows.get(key.memberGuid)?.place ?? rows.size;
    return Array.from(from, ({ status }) => withMember(status)).toSorted(
      (a, b) => placeOf(a) - placeOf(b),
    );
  }

  /** A list that shows another state may be older than the status. */
  function withMember(status: ListedStatus): ListedStatus {
    const listed = rows.get(status.key.memberGuid)?.member;
    return listed !== undefined && isSameState(listed, status) ? { ...status, listed } : status;
  }

  function toEvent(changed: readonly Entry[], removed: readonly string[]): StatusesEvent {
    const statuses = statusesOf(entries.values());
    return {
      changed: statusesOf(changed),
      removed,
      needsAction: needingAction(statuses),
      revision: currentRevision(),
    };
  }

  function once(after: number, make: () => StatusesEvent): StatusesEvent {
    const event = events.get(after) ?? make();
    events.set(after, event);
    return event;
  }

  function changesAfter(after: number): StatusesEvent {
    const changed = [...entries.values()].filter((entry) => entry.version > after);
    const removed = [...removals].filter(([, at]) => at > after).map(([guid]) => guid);
    return toEvent(changed, removed);
  }

  return {
    version: () => version,
    has: (memberGuid) => entries.has(memberGuid),
    set(memberGuid, status) {
      const last = entries.get(memberGuid);
      const print = printOf(status);
      const isSame =
        last?.print === print &&
        last.status.isSettled === status.isSettled &&
        (last.status.unread === undefined) === (status.unread === undefined);
      // The newer status may have more fields, but nobody is notified of them.
      const at = isSame ? last.version : advance();
      entries.set(memberGuid, { status, print, version: at });
      removals.delete(memberGuid);
    },
    remove(memberGuid) {
      if (entries.delete(memberGuid)) removals.set(memberGuid, advance());
    },
    arrange(members) {
      rows = new Map(members.map((member, place) => [member.guid, { member, place }]));
      events.clear();
    },
    all: () => once(ALL, () => toEvent([...entries.values()], [])),
    since: (after) => once(after, () => changesAfter(after)),
    differenceFrom(seen) {
      const changed = [...entries]
        .filter(([guid, { print }]) => seen.get(guid)?.print !== print)
        .map(([, entry]) => entry);
      const removed = [...seen.keys()].filter((guid) => !entries.has(guid));
      return changed.length + removed.length === 0 ? null : toEvent(changed, removed);
    },
    revision: currentRevision,
    forgetRemovals(seenBy) {
      for (const [guid, at] of removals) if (at <= seenBy) removals.delete(guid);
    },
  };
}
