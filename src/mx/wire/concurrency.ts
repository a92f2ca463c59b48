import type { CallRate } from './call-rate.ts';
import { byTimer, type Deadline, type Schedule } from './deadline.ts';
import { createFairShare } from './fair-share.ts';
import { type CallKind, type CallRates, createGates, type Gate } from './gates.ts';
import type { Passage } from './line.ts';

/**
 * Bounds how many calls are on the wire concurrently, and how many are made per second, with a bounded
 * queue in front of them, shared fairly by lane.
 */
export interface Concurrency {
  /** True if the call has a place and its turn now, without a wait. */
  readonly enterAtOnce: (lane: string, kind: CallKind) => boolean;
  readonly enter: (lane: string, kind: CallKind, deadline: Deadline) => Passage | Promise<Passage>;
  /** Must be called once for every place. */
  readonly leave: (lane: string) => void;
  /** True if a call of this lane would be refused, because too many calls wait. */
  readonly isCrowded: (lane: string) => boolean;
  readonly counts: () => CallCounts;
}

/** The current numbers of calls. */
export interface CallCounts {
  readonly inFlight: number;
  readonly waiting: number;
}

export interface ConcurrencyOptions {
  readonly limit: number;
  readonly queueLimit: number;
  /** Without them, only MX itself limits the rate. */
  readonly rates?: CallRates | undefined;
  /** Defaults to a timer of the process. */
  readonly schedule?: Schedule | undefined;
}

/**
 * A lane that is alone leaves this many places for the next lanes, even if its calls hang, or one
 * eighth of the places if that is fewer.
 */
const RESERVE = 8;
const LEAST_GENEROSITY = 7;
/** A lane that is alone has half of the queue. */
const QUEUE_GENEROSITY = 1;

/**
 * A free place goes to the lane with the fewest places. If several lanes have the fewest, it goes
 * to the lane that has waited longest for its turn; within the lane it goes to the oldest call. With
 * rates, this is so for the calls of each kind, and the kinds take turns.
 */
export function createConcurrency(options: ConcurrencyOptions): Concurrency {
  const { limit, queueLimit, rates, schedule = byTimer } = options;
  const generosity = Math.max(limit / RESERVE - 1, LEAST_GENEROSITY);
  const places = createFairShare({ total: limit, generosity });
  const queue = createFairShare({ total: queueLimit, generosity: QUEUE_GENEROSITY });
  const gates = createGates(places.heldBy, rates);
  /** The rates that have a timer for their next call. */
  const timed = new Set<CallRate>();
  let waiting = 0;
  let turns = 0;

  /** Changes how many places a lane has, and moves the lane to its new rank. */
  function moving(lane: string, change: () => void): void {
    for (const { line } of gates.all) line.lift(lane);
    change();
    for (const { line } of gates.all) line.unlift(lane);
  }

  /** True if the next call of this gate may be made. */
  function mayPass({ line, rate }: Gate): boolean {
    const lane = line.nextLane();
    // This lane has the fewest places: if it may not have another one, no other lane may.
    return (
      lane !== undefined && places.mayTake(lane) && (rate === undefined || rate.waitMs() === 0)
    );
  }

  function letIn(): void {
    while (waiting > 0) {
      const gate = gates.orders[turns % gates.orders.length]?.find(mayPass);
      const lane = gate?.line.nextLane();
      if (gate === undefined || lane === undefined) return letInLater();
      turns += 1;
      const go = gate.line.shift(lane);
      waiting -= 1;
      queue.giveBack(lane);
      moving(lane, () => places.take(lane));
      gate.rate?.take(gate.weight);
      go?.('in');
    }
  }

  /** A place may come back earlier, but nobody tells when a rate allows the next call. */
  function letInLater(): void {
    for (const { line, rate } of gates.all) {
      if (rate === undefined || line.size() === 0 || timed.has(rate)) continue;
      const waitMs = rate.waitMs();
      if (waitMs === 0) continue;
      timed.add(rate);
      schedule(() => {
        timed.delete(rate);
        letIn();
      }, waitMs);
    }
  }

  function enterAtOnce(lane: string, kind: CallKind): boolean {
    const { line, rate, weight } = gates.of[kind];
    if (rate === undefined) return !line.has(lane) && places.take(lane);
    // Whoever waits at a rate waits for all lanes.
    if (waiting > 0 || !places.mayTake(lane) || !rate.take(weight)) return false;
    return places.take(lane);
  }

  /** True if the calls of the lane that already wait take until the deadline. */
  function isLate({ line, rate, weight }: Gate, lane: string, deadline: Deadline): boolean {
    const waitMs = rate?.waitMs() ?? 0;
    if (rate === undefined || waitMs === 0) return false;
    return waitMs + rate.durationMs(line.count(lane) * weight) > deadline.remainingMs();
  }

  return {
    enterAtOnce,
    enter(lane, kind, deadline) {
      if (enterAtOnce(lane, kind)) return 'in';
      const gate = gates.of[kind];
      const { line, rate, queueShare } = gate;
      if (isLate(gate, lane, deadline)) return 'late';
      if (queueShare < 1 && line.size() >= queueLimit * queueShare) return 'crowded';
      if (!queue.take(lane)) return queue.left() > 0 ? 'crowded' : 'full';
      return new Promise<Passage>((resolve) => {
        line.add(lane, resolve);
        waiting += 1;
        deadline.onCut(() => {
          if (!line.remove(lane, resolve)) return;
          waiting -= 1;
          queue.giveBack(lane);
          const hadNoTurn = deadline.cut() === 'expired' && (rate?.waitMs() ?? 0) > 0;
          resolve(hadNoTurn ? 'late' : 'cut');
        });
        // This call may be the only one of its kind that waits.
        if (rate !== undefined) letIn();
      });
    },
    leave(lane) {
      if (waiting === 0) return places.giveBack(lane);
      moving(lane, () => places.giveBack(lane));
      letIn();
    },
    isCrowded: (lane) =>
      waiting > 0 && gates.all.some(({ line }) => line.has(lane)) && !queue.mayTake(lane),
    counts: () => ({ inFlight: limit - places.left(), waiting }),
  };
}
