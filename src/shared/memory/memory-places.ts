import type { ReleasePlace, SharedPlaces } from '../shared-places.ts';

/** Counts by key in the memory of this process; `most` places per key. */
export interface Places {
  /** Takes a place; null if there is none. */
  readonly take: (key: string) => ReleasePlace | null;
  /** How many places of the key are taken. */
  readonly count: (key: string) => number;
  /** The keys with places that are taken. */
  readonly keys: () => readonly string[];
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
    count: (key) => counts.get(key) ?? 0,
    keys: () => [...counts.keys()],
  };
}

export function createMemoryPlaces(most: number): SharedPlaces {
  const places = createPlaces(most);
  return { take: async (key) => places.take(key) };
}
