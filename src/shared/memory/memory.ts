import { createTries } from '../../tries.ts';
import type { SharedPlaces, SharedPlacesOptions } from '../shared-places.ts';
import type { SharedState } from '../shared-state.ts';
import type { SharedTries, SharedTriesOptions } from '../shared-tries.ts';
import { createMemoryBulletins } from './memory-bulletins.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createMemoryFeeds } from './memory-feeds.ts';
import { createMemoryPlaces } from './memory-places.ts';

export interface Memory {
  /** The state as one replica sees it. A process of its own has one. */
  readonly join: () => SharedState;
}

export interface MemoryOptions {
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

/** State in the memory of this process, for the replicas in it. It is never away. */
export function createMemory({ monotonicNow }: MemoryOptions): Memory {
  const feeds = createMemoryFeeds();
  const bulletins = createMemoryBulletins();
  const tries = new Map<string, SharedTries>();
  const places = new Map<string, SharedPlaces>();
  let replicas = 0;

  function createSharedTries({ name, ...options }: SharedTriesOptions): SharedTries {
    const { take } = createTries({ ...options, monotonicNow });
    return keep(tries, name, { take: async (key) => take(key) });
  }

  function createSharedPlaces({ name, most }: SharedPlacesOptions): SharedPlaces {
    return keep(places, name, createMemoryPlaces(most));
  }

  return {
    join() {
      replicas += 1;
      const joined = { feeds: feeds.join(), bulletins: bulletins.join() };
      return {
        ...joined,
        createTries: createSharedTries,
        createPlaces: createSharedPlaces,
        cache: createMemoryCache(),
        replicas: () => replicas,
        health: () => 'up',
        async [Symbol.asyncDispose]() {
          replicas -= 1;
          joined.bulletins[Symbol.dispose]();
          await joined.feeds[Symbol.asyncDispose]();
        },
      };
    },
  };
}

/** All replicas use the first one of a name. */
function keep<T>(known: Map<string, T>, name: string, created: T): T {
  const first = known.get(name) ?? created;
  known.set(name, first);
  return first;
}
