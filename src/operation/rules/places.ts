import type { Caller } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import type { CreateSharedPlaces, ReleasePlace } from '../../shared/shared-places.ts';
import { rateLimited, type Refusal } from '../refusal.ts';

/** Counts the open streams or sockets of each end user, at all replicas; partners have no limit. */
export interface Places {
  /** Returns an idempotent function that releases the place, or a refusal at the limit. */
  readonly take: (caller: Caller) => Promise<ReleasePlace | Refusal>;
}

interface PlacesOptions {
  readonly name: string;
  readonly perUser: number;
  readonly refuse: () => Refusal;
}

/** Places for SSE streams, each of which has its own connection. */
export function createStreamPlaces(
  create: CreateSharedPlaces,
  perUser: number = limits.streamsPerUser,
): Places {
  const refuse = () =>
    rateLimited({ limit: 'streamsPerUser', message: 'Too many streams are open.' });
  return createPlaces(create, { name: 'streams', perUser, refuse });
}

/** Places for sockets. A socket without a place is closed. */
export function createSocketPlaces(
  create: CreateSharedPlaces,
  perUser: number = limits.socketsPerUser,
): Places {
  const message = 'Too many sockets are open.';
  const refuse = () =>
    rateLimited({ limit: 'socketsPerUser', message, closeReason: 'Too many sockets' });
  return createPlaces(create, { name: 'sockets', perUser, refuse });
}

function createPlaces(
  create: CreateSharedPlaces,
  { name, perUser, refuse }: PlacesOptions,
): Places {
  const users = create({ name, most: perUser });

  return {
    async take({ caller, viewer }) {
      if (viewer.kind === 'partner') return () => {};
      return (await users.take(caller)) ?? refuse();
    },
  };
}
