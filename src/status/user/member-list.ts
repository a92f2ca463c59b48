import type { MemberModel } from '../../mx/api/member.ts';
import type { List } from '../../mx/api/pages.ts';
import type { Reading } from '../paced-reads.ts';

/** MX's list of all members of a user. */
export type MemberList = List<MemberModel>;

/** A list with the time of its read. */
export type MemberListReading = Reading<MemberList>;

/**
 * A text that is equal for lists with the same members in the same states. The order of the members
 * counts.
 */
export function printOfList({ items, isComplete }: MemberList): string {
  const members = items.map((member) => [
    member.guid,
    member.connectionStatus,
    member.isBeingAggregated,
    member.aggregatedAt,
    member.successfullyAggregatedAt,
    member.isOAuth,
    member.error?.code,
  ]);
  return JSON.stringify([isComplete, members]);
}
