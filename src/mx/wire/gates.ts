import type { CallRate } from './call-rate.ts';
import { createLine, type Line } from './line.ts';

/**
 * What MX counts a call as, and who waits for it. `poll` is a read that nobody has asked for just now:
 * it is made again anyway, and has an answer for a member that MX does not know yet.
 */
export type CallKind = 'read' | 'poll' | 'write' | 'deletion';

export interface CallRates {
  readonly reads: CallRate;
  readonly writes: CallRate;
}

/** Where calls of one kind wait for a turn. */
export interface Gate {
  readonly line: Line;
  readonly rate: CallRate | undefined;
  /** How many calls a call counts as. */
  readonly weight: number;
  /** The part of the queue that the calls of this gate may fill. */
  readonly queueShare: number;
}

export interface Gates {
  readonly of: Readonly<Record<CallKind, Gate>>;
  /** The gates in the order in which they are asked, by turns. */
  readonly orders: readonly (readonly Gate[])[];
  /** Each gate once. */
  readonly all: readonly Gate[];
}

/** Without rates, all calls wait at one gate. */
export function createGates(
  placesOf: (lane: string) => number,
  rates: CallRates | undefined,
): Gates {
  const open = (rate?: CallRate, weight = 1, queueShare = 1): Gate => ({
    ...{ line: createLine(placesOf), rate, weight, queueShare },
  });
  if (rates === undefined) {
    const only = open();
    return {
      of: { read: only, poll: only, write: only, deletion: only },
      ...{ orders: [[only]], all: [only] },
    };
  }
  const read = open(rates.reads);
  // Half of the queue is left for people.
  const poll = open(rates.reads, 1, 0.5);
  const write = open(rates.writes);
  // MX allows 750 writes a second, but only 150 deletions.
  const deletion = open(rates.writes, 5);
  const usual = [read, write, deletion, poll];
  return {
    of: { read, poll, write, deletion },
    // Polls that wait get every fourth turn, and the rest when nobody else can use it.
    orders: [usual, [write, deletion, read, poll], usual, [poll, read, write, deletion]],
    all: usual,
  };
}
