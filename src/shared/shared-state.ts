import type { Bulletins } from './bulletins.ts';
import type { Feeds } from './feeds.ts';
import type { SharedCache } from './shared-cache.ts';
import type { CreateSharedPlaces } from './shared-places.ts';
import type { CreateSharedTries } from './shared-tries.ts';

/** `away` while Redis does not respond in time, or refuses writes: this replica then works on its own. */
export type SharedHealth = 'up' | 'away';

/**
 * What all replicas of one gateway share, in the memory of the only process or in Redis. No method
 * rejects and none waits longer than `SHARED_TIMEOUT_MS`: a result says if the others could not be
 * reached. Each part says what its callers then do.
 */
export interface SharedState extends AsyncDisposable {
  readonly feeds: Feeds;
  readonly bulletins: Bulletins;
  readonly createTries: CreateSharedTries;
  readonly createPlaces: CreateSharedPlaces;
  readonly cache: SharedCache;
  /**
   * The number of running replicas, this one included. While the state is away it is the last known
   * number, so that all replicas together do not ask MX more often than before.
   */
  readonly replicas: () => number;
  readonly health: () => SharedHealth;
}

/** The longest wait for a command, in milliseconds. After it, the state is away. */
export const SHARED_TIMEOUT_MS = 1_000;

/**
 * A replica that does not report for this time has ended: others take over what it polled. A replica
 * that cannot report stops polling earlier, after `LEASE_SAFE_SHARE` of it.
 */
export const LEASE_MS = 4_000;
/** How often a replica reports. A takeover follows at most `LEASE_MS + BEAT_MS` after the last report. */
export const BEAT_MS = 1_000;
export const LEASE_SAFE_SHARE = 0.9;
