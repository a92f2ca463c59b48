/**
 * How the wait for a turn ended: `cut` by the deadline, `late` if the rate leaves no turn before the
 * deadline, `crowded` if too many calls of this lane or kind already wait, `full` if too many calls of
 * all lanes wait.
 */
export type Passage = 'in' | 'cut' | 'late' | 'crowded' | 'full';

export type Waiter = (passage: Passage) => void;

/** Calls of one kind that wait, in lanes. */
export interface Line {
  readonly has: (lane: string) => boolean;
  readonly count: (lane: string) => number;
  readonly size: () => number;
  readonly add: (lane: string, waiter: Waiter) => void;
  /** False if the waiter does not wait any more. */
  readonly remove: (lane: string, waiter: Waiter) => boolean;
  /** The lane whose turn it is; undefined if nobody waits. */
  readonly nextLane: () => string | undefined;
  /** Removes the oldest waiter of a lane. */
  readonly shift: (lane: string) => Waiter | undefined;
  /** Must be called before a lane gets another number of places, and `unlift` after it. */
  readonly lift: (lane: string) => void;
  readonly unlift: (lane: string) => void;
}

/**
 * The next lane is the lane with the fewest places, and among several of these the one that has waited
 * longest for its turn.
 */
export function createLine(placesOf: (lane: string) => number): Line {
  const waiting = new Map<string, Set<Waiter>>();
  // The waiting lanes, by how many places they have; in each rank the next lane comes first.
  const ranks: (Set<string> | undefined)[] = [];
  let size = 0;

  const rankOf = (lane: string) => (ranks[placesOf(lane)] ??= new Set());

  function remove(lane: string, waiter: Waiter): boolean {
    const waiters = waiting.get(lane);
    if (waiters?.delete(waiter) !== true) return false;
    size -= 1;
    if (waiters.size === 0) {
      waiting.delete(lane);
      rankOf(lane).delete(lane);
    }
    return true;
  }

  return {
    has: (lane) => waiting.has(lane),
    count: (lane) => waiting.get(lane)?.size ?? 0,
    size: () => size,
    add(lane, waiter) {
      const waiters = waiting.get(lane) ?? new Set();
      waiting.set(lane, waiters);
      waiters.add(waiter);
      rankOf(lane).add(lane);
      size += 1;
    },
    remove,
    nextLane() {
      const [lane] = ranks.find((each) => each !== undefined && each.size > 0) ?? [];
      return lane;
    },
    shift(lane) {
      const [first] = waiting.get(lane) ?? [];
      if (first !== undefined) remove(lane, first);
      return first;
    },
    lift(lane) {
      if (waiting.has(lane)) rankOf(lane).delete(lane);
    },
    unlift(lane) {
      if (waiting.has(lane)) rankOf(lane).add(lane);
    },
  };
}
