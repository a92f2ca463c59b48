import { useRewardsRefresh } from 'mx-graphql-gateway-client/react';
import { useEffect, useEffectEvent } from 'react';
import { describeError, describeRefreshFailure } from '../data/sentences.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { Notice } from '../parts/notice.tsx';

export interface RefreshOneProps {
  readonly memberId: string;
  /** True if no job is running, and nobody has to do anything. */
  readonly isIdle: boolean;
  /** True for a new connection. */
  readonly startsAtOnce: boolean;
  readonly onDone: () => void;
}

/** Fetches the rewards of one bank in one subscription, to the end. */
export function RefreshOne({ memberId, isIdle, startsAtOnce, onDone }: RefreshOneProps) {
  const { refresh, isRunning, event, error } = useRewardsRefresh({ memberId });
  const announce = useAnnounce();
  useEffect(() => {
    if (startsAtOnce) refresh();
  }, [startsAtOnce, refresh]);

  const onEvent = useEffectEvent((latest: typeof event) => {
    if (latest?.__typename !== 'RewardsRefreshCompleted') return;
    announce('The rewards of this bank are up to date.');
    onDone();
  });
  useEffect(() => onEvent(event), [event]);

  // The dialog shows the status of the job.
  if (isRunning) return null;
  if (event?.__typename === 'RewardsRefreshCompleted') {
    const { length } = event.rewards;
    return (
      <Notice tone="good">
        {length === 0
          ? 'This bank reports no rewards.'
          : `${length} reward balances are up to date.`}
      </Notice>
    );
  }
  const problem =
    event?.__typename === 'RewardsRefreshFailed'
      ? describeRefreshFailure(event.error, event.ended)
      : error === undefined
        ? undefined
        : describeError(error);
  return (
    <>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      {isIdle && (
        <button type="button" className="button is-primary" autoFocus onClick={refresh}>
          Refresh its rewards
        </button>
      )}
    </>
  );
}
