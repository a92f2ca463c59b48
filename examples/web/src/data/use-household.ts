import { MxRequestError } from 'mx-graphql-gateway-client';
import { useMxClient } from 'mx-graphql-gateway-client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { today } from './format.ts';
import { Household, type HouseholdData, RewardsChanged } from './household.ts';

/** News of one job come together: they are read at once. */
const NEWS_MS = 300;

export interface HouseholdState {
  /** Undefined before the first answer. */
  readonly data: HouseholdData | undefined;
  /** Of the last read; the data may still be there, from before or in part. */
  readonly error: unknown;
  readonly reload: () => void;
}

/** The household, read again whenever the gateway says that there is something new. */
export function useHousehold(): HouseholdState {
  const mx = useMxClient();
  const [data, setData] = useState<HouseholdData>();
  const [error, setError] = useState<unknown>();
  const reading = useRef<AbortController>(undefined);

  const reload = useCallback(() => {
    reading.current?.abort();
    const controller = new AbortController();
    reading.current = controller;
    const { signal } = controller;
    mx.query(Household, { today: today() }, { signal }).then(
      ({ viewer }) => {
        if (signal.aborted) return;
        setData(viewer ?? undefined);
        setError(undefined);
      },
      (failure: unknown) => {
        if (signal.aborted) return;
        // The rest is there even if a field could not be read.
        const part =
          failure instanceof MxRequestError ? (failure.data as Partial | undefined) : undefined;
        if (part?.viewer) setData(part.viewer);
        setError(failure);
      },
    );
  }, [mx]);

  useEffect(() => {
    reload();
    return () => reading.current?.abort();
  }, [reload]);

  const userId = data?.id;
  useEffect(() => {
    if (userId === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(reload, NEWS_MS);
    };
    const news = mx.subscribe(RewardsChanged, { userId }, { onReconnect: soon });
    const follow = async () => {
      for await (const _ of news) soon();
    };
    follow().catch(setError);
    return () => {
      clearTimeout(timer);
      void news.return?.();
    };
  }, [mx, userId, reload]);

  return { data, error, reload };
}

interface Partial {
  readonly viewer?: HouseholdData | null;
}
