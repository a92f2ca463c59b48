import { useCallback, useEffect, useRef, useState } from 'react';
import type { Challenge } from '../challenge.ts';
import type { ChallengeAnswer, ChallengeContext } from '../challenges.ts';
import type { RefreshEvent, UserRefreshEvent } from '../watch.ts';
import { useMxClient } from './context.ts';

/** Challenges that wait for the end user. */
export interface OpenRound extends Pick<ChallengeContext, 'memberId' | 'memberName' | 'problem'> {
  readonly challenges: readonly Challenge[];
  /** Sends the answers, or the text if there is one challenge. Nothing of it is kept. */
  readonly answer: (answers: readonly ChallengeAnswer[] | string) => void;
}

export interface RewardsRefreshState<Event> {
  readonly isRunning: boolean;
  /** The latest event; the last one tells how the refresh ended. */
  readonly event: Event | undefined;
  /** What the end user has to answer now, of one or more members. */
  readonly rounds: readonly OpenRound[];
  readonly error: unknown;
}

export interface RewardsRefreshHook<Event> extends RewardsRefreshState<Event> {
  /** Starts a refresh, unless one is running. */
  readonly refresh: () => void;
  /** Stops following it. MX finishes its job all the same. */
  readonly stop: () => void;
}

const idle = { isRunning: false, event: undefined, rounds: [], error: undefined };

/** "Pull to refresh" for a member, or for all members of a user. Ends with the component. */
export function useRewardsRefresh(target: {
  readonly memberId: string;
}): RewardsRefreshHook<RefreshEvent>;
export function useRewardsRefresh(target: {
  readonly userId: string;
}): RewardsRefreshHook<UserRefreshEvent>;
export function useRewardsRefresh(
  target: { readonly memberId: string } | { readonly userId: string },
): RewardsRefreshHook<RefreshEvent | UserRefreshEvent> {
  const client = useMxClient();
  const [state, setState] = useState<RewardsRefreshState<RefreshEvent | UserRefreshEvent>>(idle);
  const running = useRef<AbortController | undefined>(undefined);
  const key = 'memberId' in target ? target.memberId : target.userId;
  const isMember = 'memberId' in target;

  const stop = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
    setState(idle);
  }, []);

  const refresh = useCallback(() => {
    if (running.current !== undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    type State = RewardsRefreshState<RefreshEvent | UserRefreshEvent>;
    const update = (change: (last: State) => Partial<State>) => {
      if (!signal.aborted) setState((last) => ({ ...last, ...change(last) }));
    };

    function onChallenge(
      challenges: readonly Challenge[],
      { memberId, memberName, problem, signal: closed }: ChallengeContext,
    ): Promise<readonly ChallengeAnswer[] | string | undefined> {
      return new Promise((resolve) => {
        const settle = (answers?: readonly ChallengeAnswer[] | string) => {
          closed.removeEventListener('abort', close);
          update(({ rounds }) => ({ rounds: rounds.filter((each) => each !== round) }));
          resolve(answers);
        };
        const close = () => settle();
        const round: OpenRound = { memberId, memberName, problem, challenges, answer: settle };
        closed.addEventListener('abort', close);
        update(({ rounds }) => ({ rounds: [...rounds, round] }));
      });
    }

    async function follow(): Promise<void> {
      const options = { signal, onChallenge };
      const events = isMember
        ? client.refreshRewards({ memberId: key }, options)
        : client.refreshRewards({ userId: key }, options);
      for await (const event of events) update(() => ({ event }));
    }

    setState({ ...idle, isRunning: true });
    follow()
      .catch((error: unknown) => update(() => ({ error })))
      .finally(() => {
        update(() => ({ isRunning: false, rounds: [] }));
        if (running.current === controller) running.current = undefined;
      });
  }, [client, isMember, key]);

  useEffect(() => stop, [stop, client, isMember, key]);
  return { ...state, refresh, stop };
}
