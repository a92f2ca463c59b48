import { MemberStatuses } from 'mx-graphql-gateway-client/operations';
import { useMxClient } from 'mx-graphql-gateway-client/react';
import { useEffect, useRef, useState } from 'react';
import type { BankStatus } from './household.ts';

export interface Statuses {
  /** By the global id of the member; only those that have been heard of. */
  readonly byMember: ReadonlyMap<string, BankStatus>;
  /** Guids of members that have gone. */
  readonly removed: ReadonlySet<string>;
}

const nothing: Statuses = { byMember: new Map(), removed: new Set() };

type Changed = readonly (BankStatus & {
  readonly member: { readonly id: string; readonly guid: string } | null;
})[];

function merge(last: Statuses, changed: Changed, removed: readonly string[]): Statuses {
  const byMember = new Map(last.byMember);
  const gone = new Set([...last.removed, ...removed]);
  for (const { member, ...status } of changed) {
    if (member === null) continue;
    byMember.set(member.id, status);
    // A sandbox that is reset has its first banks again.
    gone.delete(member.guid);
  }
  return { byMember, removed: gone };
}

/** The live status of every bank of a household. `onMembers` is called when banks come or go. */
export function useStatuses(userId: string | undefined, onMembers: () => void): Statuses {
  const mx = useMxClient();
  const [statuses, setStatuses] = useState(nothing);
  const known = useRef(new Set<string>());

  useEffect(() => {
    if (userId === undefined) return;
    const events = mx.subscribe(MemberStatuses, { userId });
    const follow = async () => {
      for await (const { memberStatuses } of events) {
        const { changed, removed } = memberStatuses;
        setStatuses((last) => merge(last, changed, removed));
        const ids = changed.flatMap(({ member }) => (member ? [member.id] : []));
        const isNews = removed.length > 0 || ids.some((id) => !known.current.has(id));
        if (isNews && known.current.size > 0) onMembers();
        for (const id of ids) known.current.add(id);
      }
    };
    // The kit only gives up on what no repetition helps; the page then shows what it has read.
    follow().catch(() => {});
    return () => void events.return?.();
  }, [mx, userId, onMembers]);

  return statuses;
}
