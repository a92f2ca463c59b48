import { LRUCache } from 'lru-cache';
import type { MemberKey } from '../mx/api/member.ts';

/** What was deleted through this gateway: MX, which may be late with what is new, never has it again. */
export interface Deleted {
  readonly addMember: (key: MemberKey) => void;
  /** With all members. */
  readonly addUser: (userGuid: string) => void;
  readonly hasMember: (key: MemberKey) => boolean;
}

/** @param max deletions remembered, the oldest forgotten first */
export function createDeleted({ max = 10_000 }: { readonly max?: number } = {}): Deleted {
  // Guids are not used again, so nothing here becomes wrong with time.
  const guids = new LRUCache<string, true>({ max });
  return {
    addMember: (key) => void guids.set(toId(key), true),
    addUser: (userGuid) => void guids.set(userGuid, true),
    hasMember: (key) => guids.has(key.userGuid) || guids.has(toId(key)),
  };
}

function toId({ userGuid, memberGuid }: MemberKey): string {
  return `${userGuid}/${memberGuid}`;
}
