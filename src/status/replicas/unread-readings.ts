import { isAtLeast, type Position } from '../../shared/bulletins.ts';
import { MAX_FEED_ENTRIES } from '../../shared/feeds.ts';
import type { Reading } from '../paced-reads.ts';
import type { FedReading } from './reading-text.ts';

/** A reading, and the last bulletin that its poller had heard before it read. */
export type UnreadReading<T> = Reading<T> & { readonly heard: Position };

/** Readings of other replicas that the loop of this one has not read yet, in their order. */
export interface UnreadReadings<T> {
  readonly add: (reading: FedReading<T>, readAt: number) => void;
  /** The next reading that is not from before the position. Readings from before it are dropped. */
  readonly next: (since: Position) => UnreadReading<T> | null;
  readonly has: (since: Position) => boolean;
  /** Drops readings that were made before this time on the monotonic clock. */
  readonly dropBefore: (time: number) => void;
}

export function createUnreadReadings<T>(): UnreadReadings<T> {
  let unread: UnreadReading<T>[] = [];

  return {
    add({ value, observedAt, heard }, readAt) {
      // A repetition replaces the reading that it repeats.
      if (unread.at(-1)?.value === value) unread.pop();
      unread.push({ value, observedAt, readAt, heard });
      if (unread.length > MAX_FEED_ENTRIES) unread.shift();
    },
    next(since) {
      for (;;) {
        const reading = unread.shift();
        if (reading === undefined) return null;
        if (isAtLeast(reading.heard, since)) return reading;
      }
    },
    has: (since) => unread.some(({ heard }) => isAtLeast(heard, since)),
    dropBefore(time) {
      unread = unread.filter(({ readAt }) => readAt >= time);
    },
  };
}
