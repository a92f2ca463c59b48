import type { Caller } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import { rateLimited, type Refusal } from '../refusal.ts';

/** Counts the open streams or sockets of each end user; partners have no limit. */
export interface Places {
  /** Returns an idempotent function that releases the place, or a refusal at the limit. */
  readonly take: (caller: Caller) => (() => void) | Refusal;
}

interface PlacesOptions {
  readonly perUser: number;
  readonly refuse: () => Refusal;
}

/** Places for SSE streams, each of which has its own connection. */
export function createStreamPlaces(perUser: number = limits.streamsPerUser): Places {
  const refuse = () =>
    rateLimited({ limit: 'streamsPerUser', message: 'Too many streams are open.' });
  return createPlaces({ perUser, refuse });
}

/** Places for sockets. A socket without a place is closed. */
export function createSocketPlaces(perUser: number = limits.socketsPerUser): Places {
  const message = 'Too many sockets are open.';
  const refuse = () =>
    rateLimited({ limit: 'socketsPerUser', message, closeReason: 'Too many sockets' });
  return createPlaces({ perUser, refuse });
}

function createPlaces({ perUser, refuse }: PlacesOptions): Places {
  const counts = new Map<string, number>();

  return {
    take({ caller, viewer }) {
      if (viewer.kind === 'partner') return () => {};
      const count = counts.get(caller) ?? 0;
      if (count >= perUser) return refuse();
      counts.set(caller, count + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (counts.get(caller) ?? 1) - 1;
        if (left === 0) counts.delete(caller);
        else counts.set(caller, left);
      };
    },
  };
}
