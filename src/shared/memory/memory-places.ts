import type { ReleasePlace, SharedPlaces } from '../shared-places.ts';

/** Counts by key in the memory of this process; `most` places per key. */
export interface Places {
  /** Takes a place; null if there is none. */
  readonly take: (key: string) => ReleasePlace | null;
  /** The keys with places that are taken, and how many. */
  readonly taken: () => Iterable<readonly [key: string, count: number]>;
}

export function createPlaces(most: number): Places {
  const counts = new Map<string, number>();

  return {
    take(key) {
      const count = counts.get(key) ?? 0;
      if (count >= most) return null;
      counts.set(key, count + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (counts.get(key) ?? 1) - 1;
        if (left === 0) counts.delete(key);
        else counts.set(key, left);
      };
    },
    taken: () => counts,
  };
}

export function createMemoryPlaces(most: number): SharedPlaces {
  const places = createPlaces(most);
  return { take: async (key) => places.take(key) };
}
