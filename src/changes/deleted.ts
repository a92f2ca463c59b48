import { LRUCache } from 'lru-cache';
import type { MemberKey } from '../mx/api/member.ts';

/**
 * The objects that were deleted through this gateway. MX may still return them for a while, but
 * they never exist again.
 */
export interface Deleted {
  readonly addMember: (key: MemberKey) => void;
  /** Adds a user with all of its members. */
  readonly addUser: (userGuid: string) => void;
  readonly hasMember: (key: MemberKey) => boolean;
  readonly hasUser: (userGuid: string) => boolean;
}

/** @param max the number of deletions in memory; the oldest is removed first */
export function createDeleted({ max = 10_000 }: { readonly max?: number } = {}): Deleted {
  // MX does not reuse guids, so no entry becomes wrong with time.
  const guids = new LRUCache<string, true>({ max });
  return {
    addMember: (key) => void guids.set(toId(key), true),
    addUser: (userGuid) => void guids.set(userGuid, true),
    hasMember: (key) => guids.has(key.userGuid) || guids.has(toId(key)),
    hasUser: (userGuid) => guids.has(userGuid),
  };
}

function toId({ userGuid, memberGuid }: MemberKey): string {
  return `${userGuid}/${memberGuid}`;
}
