import { useRewardsRefresh } from 'mx-graphql-gateway-client/react';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import type { Bank } from '../data/household.ts';
import { describeError } from '../data/sentences.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
import { Notice } from '../parts/notice.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { type Outcome, toOutcome } from './refresh-outcome.ts';

export interface RefreshAllProps {
  readonly userId: string;
  readonly banks: readonly Bank[];
  /** Called once all banks have an outcome. */
  readonly onDone: () => void;
  readonly onBank: (memberId: string) => void;
  /** What else stands in the row of its button. */
  readonly children: ReactNode;
}

/** Refreshes the rewards of all banks in one subscription, and follows it live. */
export function RefreshAll(props: RefreshAllProps) {
  const { userId, banks, onDone, onBank, children } = props;
  const { refresh, isRunning, event, rounds, error } = useRewardsRefresh({ userId });
  const [counts, setCounts] = useState({ settled: 0, total: 0 });
  const [outcome, setOutcome] = useState<Outcome>();
  const announce = useAnnounce();

  const onEvent = useEffectEvent((latest: typeof event) => {
    if (latest?.__typename === 'UserRewardsRefreshProgress') {
      const { settled, total } = latest;
      setCounts({ settled, total });
      announce(`${settled} of ${total} banks are up to date.`);
    }
    if (latest?.__typename === 'UserRewardsRefreshCompleted') {
      setOutcome(toOutcome(latest, banks));
      onDone();
    }
  });
  useEffect(() => onEvent(event), [event]);

  const begin = () => {
    setCounts({ settled: 0, total: banks.length });
    setOutcome(undefined);
    announce('Your banks are being refreshed.');
    refresh();
  };
  return (
    <div className="refresh" aria-busy={isRunning}>
      <div className="refresh-row">
        <button
          type="button"
          className="button is-primary"
          disabled={banks.length === 0}
          aria-disabled={isRunning}
          onClick={isRunning ? undefined : begin}
        >
          <Icon name="refresh" /> {isRunning ? 'Refreshing…' : 'Refresh all banks'}
        </button>
        {children}
        {isRunning && <ProgressBar label="Banks that are up to date" {...counts} />}
      </div>
      {rounds.map(({ memberId, memberName }) => (
        <Notice key={memberId} tone="act" action={{ label: 'Answer', run: () => onBank(memberId) }}>
          {memberName ?? 'A bank'} needs to verify your identity.
        </Notice>
      ))}
      {error !== undefined && <Notice tone="bad">{describeError(error)}</Notice>}
      {outcome !== undefined && <Result outcome={outcome} onBank={onBank} />}
    </div>
  );
}

interface ResultProps {
  readonly outcome: Outcome;
  readonly onBank: (memberId: string) => void;
}

function Result({ outcome: { refreshed, failed }, onBank }: ResultProps) {
  return (
    <>
      {refreshed.length > 0 && <Notice tone="good">Up to date: {refreshed.join(' and ')}.</Notice>}
      {failed.map(({ memberId, name, sentence }) => (
        <Notice
          key={memberId ?? sentence}
          tone="bad"
          action={memberId === null ? undefined : { label: 'Details', run: () => onBank(memberId) }}
        >
          <strong>{name}</strong>: {sentence}
        </Notice>
      ))}
    </>
  );
}
