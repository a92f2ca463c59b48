import type { MemberModel } from '../../mx/api/member.ts';
import type { List } from '../../mx/api/pages.ts';
import type { WebhookData } from '../../mx/api/webhook.ts';

/** A change of one member. */
export interface ListChange {
  readonly memberGuid: string;
  readonly what: readonly WebhookData[];
  /** When the latest successful job ended, as MX writes it; null if the change is not a new success. */
  readonly succeededAt: string | null;
}

/** A successful job brings new data; the list does not say of which kind. */
const NEW_DATA: readonly WebhookData[] = ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS'];

interface Known {
  readonly status: string | null;
  readonly succeededAt: string | null;
}

/** Finds the changes between one read of a user's members and the next. */
export interface ListChanges {
  /** The changes since the last list; none for the first list. */
  readonly update: (list: List<MemberModel>) => readonly ListChange[];
}

export function createListChanges(): ListChanges {
  let known: ReadonlyMap<string, Known> | null = null;

  return {
    update({ items, isComplete }) {
      const before = known;
      const after = new Map(items.map((member) => [member.guid, toKnown(member)]));
      // A member that is missing in an incomplete list may still exist.
      for (const [guid, last] of isComplete ? [] : (before ?? [])) {
        if (!after.has(guid)) after.set(guid, last);
      }
      known = after;
      if (before === null) return [];
      return [...new Set([...after.keys(), ...before.keys()])]
        .map((guid) => compare(guid, before.get(guid), after.get(guid)))
        .filter(({ what }) => what.length > 0);
    },
  };
}

function compare(
  memberGuid: string,
  before: Known | undefined,
  after: Known | undefined,
): ListChange {
  const isNewer = before !== undefined && after?.succeededAt !== before.succeededAt;
  const succeededAt = isNewer ? (after?.succeededAt ?? null) : null;
  const isChanged = before === undefined || before.status !== after?.status;
  return {
    memberGuid,
    what: [...(succeededAt === null ? [] : NEW_DATA), ...(isChanged ? (['MEMBERS'] as const) : [])],
    succeededAt,
  };
}

function toKnown({ connectionStatus, successfullyAggregatedAt }: MemberModel): Known {
  return { status: connectionStatus, succeededAt: successfullyAggregatedAt };
}
