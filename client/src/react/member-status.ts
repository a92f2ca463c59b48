import { useEffect, useState } from 'react';
import type { Status } from '../watch.ts';
import { useMxClient } from './context.ts';

export interface MemberStatusState {
  /** Undefined until the first status arrives. */
  readonly status: Status | undefined;
  /** What ended the stream; it does not end by itself. */
  readonly error: unknown;
}

const nothing: MemberStatusState = { status: undefined, error: undefined };

/** Follows a member while the component is mounted. Null: no member yet. */
export function useMemberStatus(memberId: string | null): MemberStatusState {
  const client = useMxClient();
  const [state, setState] = useState({ memberId, ...nothing });

  useEffect(() => {
    if (memberId === null) return undefined;
    const statuses = client.watchStatus(memberId);
    const follow = async () => {
      for await (const status of statuses) setState({ memberId, status, error: undefined });
    };
    follow().catch((error: unknown) => setState((last) => ({ ...last, memberId, error })));
    return () => void statuses.return?.();
  }, [client, memberId]);

  // The state of another member is not shown for the moment until the effect has run.
  return state.memberId === memberId ? state : nothing;
}
