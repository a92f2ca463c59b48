import type { Deadline } from './deadline.ts';
import { createFairShare } from './fair-share.ts';

/**
 * How the wait for a place ended: `cut` by the deadline, `crowded` if too many calls of this lane
 * already wait, `full` if too many calls of all lanes wait.
 */
export type Passage = 'in' | 'cut' | 'crowded' | 'full';

/**
 * Bounds how many calls are on the wire concurrently, with a bounded queue behind them, shared
 * fairly by lane.
 */
export interface Concurrency {
  /** True if the call has a place now, without a wait. */
  readonly enterAtOnce: (lane: string) => boolean;
  readonly enter: (lane: string, deadline: Deadline) => Passage | Promise<Passage>;
  /** Must be called once for every place. */
  readonly leave: (lane: string) => void;
  /** True if a call of this lane would be refused, because too many calls wait. */
  readonly isCrowded: (lane: string) => boolean;
}

export interface ConcurrencyOptions {
  readonly limit: number;
  readonly queueLimit: number;
  /** A lane whose calls go first while it has less than a quarter of the places. */
  readonly firstLane?: string | undefined;
}

/**
 * A lane that is alone leaves this many places for the next lanes, even if its calls hang, or one
 * eighth of the places if that is fewer.
 */
const RESERVE = 8;
const LEAST_GENEROSITY = 7;
/** A lane that is alone has half of the queue. */
const QUEUE_GENEROSITY = 1;

type Waiter = (passage: Passage) => void;

/**
 * A free place goes to the lane with the fewest places. If several lanes have the fewest, it goes
 * to the lane that has waited longest for its turn; within the lane it goes to the oldest call.
 */
export function createConcurrency({
  limit,
  queueLimit,
  firstLane,
}: ConcurrencyOptions): Concurrency {
  const owed = (lane: string) => (lane === firstLane ? Math.max(1, limit / 4) : 1);
  const generosity = Math.max(limit / RESERVE - 1, LEAST_GENEROSITY);
  const places = createFairShare({ total: limit, generosity, owed });
  const queue = createFairShare({ total: queueLimit, generosity: QUEUE_GENEROSITY });
  const waiting = new Map<string, Set<Waiter>>();
  // The waiting lanes, by how many places they have; in each rank the next lane comes first.
  const ranks: (Set<string> | undefined)[] = [];

  function rankOf(lane: string): Set<string> {
    const held = places.heldBy(lane);
    const isFirst = lane === firstLane && held < owed(lane);
    return (ranks[isFirst ? 0 : held + 1] ??= new Set());
  }

  function leaveQueue(lane: string, waiter: Waiter, waiters: Set<Waiter>): boolean {
    if (!waiters.delete(waiter)) return false;
    queue.giveBack(lane);
    if (waiters.size === 0) {
      waiting.delete(lane);
      rankOf(lane).delete(lane);
    }
    return true;
  }

  /** Changes how many places a lane has, and moves the lane to its new rank. */
  function moving(lane: string, change: () => void): void {
    const isWaiting = waiting.has(lane);
    if (isWaiting) rankOf(lane).delete(lane);
    change();
    if (isWaiting) rankOf(lane).add(lane);
  }

  function nextLane(): string | undefined {
    const lanes = ranks.find((each) => each !== undefined && each.size > 0);
    const [lane] = lanes ?? [];
    return lane;
  }

  function letIn(): void {
    for (;;) {
      const lane = nextLane();
      // This lane has the fewest places: if it may not have another one, no other lane may.
      if (lane === undefined || !places.mayTake(lane)) return;
      const waiters = waiting.get(lane) ?? new Set();
      const [next] = waiters;
      if (next === undefined) return;
      moving(lane, () => places.take(lane));
      leaveQueue(lane, next, waiters);
      next('in');
    }
  }

  const enterAtOnce = (lane: string) => !waiting.has(lane) && places.take(lane);

  return {
    enterAtOnce,
    enter(lane, deadline) {
      if (enterAtOnce(lane)) return 'in';
      const waiters = waiting.get(lane) ?? new Set<Waiter>();
      if (!queue.take(lane)) return queue.left() > 0 ? 'crowded' : 'full';
      return new Promise<Passage>((resolve) => {
        waiters.add(resolve);
        waiting.set(lane, waiters);
        rankOf(lane).add(lane);
        deadline.onCut(() => {
          if (leaveQueue(lane, resolve, waiters)) resolve('cut');
        });
      });
    },
    leave(lane) {
      moving(lane, () => places.giveBack(lane));
      if (waiting.size > 0) letIn();
    },
    isCrowded: (lane) => waiting.has(lane) && !queue.mayTake(lane),
  };
}
