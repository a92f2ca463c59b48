import type { OwnUserGuid } from '../../auth/keys.ts';
import { LatestValue } from '../latest-value.ts';
import type { MemberListReading } from './member-list.ts';

/** One read of the list. The ticket exists before the request is sent. */
export interface ListTicket {
  /** Aborted by a nudge or a reader that needs a list now, also while the read is in flight. */
  readonly wake: AbortSignal;
  readonly nudgesSeen: number;
}

/** The member list of one user and its watchers. It has no loop and no clock of its own. */
export interface WatchedList {
  readonly userGuid: OwnUserGuid;
  /** Aborted when the last watcher has left, and by `fail` and `end`. */
  readonly stopped: AbortSignal;
  /** The last list; null before the first. */
  readonly latest: () => MemberListReading | null;
  /** Sends the latest list first, if it is fresh, and then each list that is read. */
  readonly watch: () => AsyncIterableIterator<MemberListReading>;
  /**
   * A list that is not older than the last nudge and `freshMs`. Null if the watching ends before
   * there is one; rejects with the failure of the next read.
   */
  readonly current: () => Promise<MemberListReading | null>;
  /** Called after a change to a member: earlier lists are no longer fresh. */
  readonly nudge: () => void;
  readonly startRead: () => ListTicket;
  readonly publish: (reading: MemberListReading, ticket: ListTicket) => void;
  /** Ends a read that has failed. */
  readonly abandon: (error: unknown) => void;
  readonly fail: (error: unknown) => void;
  readonly end: () => void;
}

export interface WatchedListOptions {
  readonly userGuid: OwnUserGuid;
  /** Milliseconds during which a list is given to new readers without a read. */
  readonly freshMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  readonly onStop: () => void;
}

type Waiter = PromiseWithResolvers<MemberListReading | null>;

export function createWatchedList(options: WatchedListOptions): WatchedList {
  const { userGuid, freshMs, monotonicNow, onStop } = options;
  const watchers = new Set<LatestValue<MemberListReading>>();
  const waiters = new Set<Waiter>();
  const stop = new AbortController();
  let wake = new AbortController();
  let isReading = false;
  let nudges = 0;
  let latest: MemberListReading | null = null;
  let latestAfter = 0;

  function fresh(): MemberListReading | null {
    const isFresh = latest !== null && monotonicNow() - latest.readAt < freshMs;
    return isFresh && latestAfter === nudges ? latest : null;
  }

  function settleWaiters(settle: (waiter: Waiter) => void): void {
    const settled = [...waiters];
    waiters.clear();
    for (const waiter of settled) settle(waiter);
  }

  function halt(): void {
    if (stop.signal.aborted) return;
    stop.abort();
    wake.abort();
    onStop();
    settleWaiters(({ resolve }) => resolve(null));
  }

  function releaseAll(release: (watcher: LatestValue<MemberListReading>) => void): void {
    const released = [...watchers];
    watchers.clear();
    halt();
    for (const watcher of released) release(watcher);
  }

  return {
    userGuid,
    stopped: stop.signal,
    latest: () => latest,
    watch() {
      const watcher = new LatestValue<MemberListReading>((left) => {
        watchers.delete(left);
        if (watchers.size === 0) halt();
      });
      watchers.add(watcher);
      const known = fresh();
      if (known !== null) watcher.put(known);
      else if (!isReading) wake.abort();
      return watcher;
    },
    async current() {
      const known = fresh();
      if (known !== null || stop.signal.aborted) return known;
      const waiter = Promise.withResolvers<MemberListReading | null>();
      waiters.add(waiter);
      if (!isReading) wake.abort();
      return waiter.promise;
    },
    nudge() {
      nudges += 1;
      wake.abort();
    },
    startRead() {
      isReading = true;
      wake = new AbortController();
      return { wake: wake.signal, nudgesSeen: nudges };
    },
    publish(reading, { nudgesSeen }) {
      isReading = false;
      latest = reading;
      latestAfter = nudgesSeen;
      for (const watcher of watchers) watcher.put(reading);
      // A list from before a nudge is not for readers that may have come after it.
      if (nudgesSeen === nudges) settleWaiters(({ resolve }) => resolve(reading));
    },
    abandon(error) {
      isReading = false;
      settleWaiters(({ reject }) => reject(error));
    },
    fail: (error) => releaseAll((watcher) => watcher.fail(error)),
    end: () => releaseAll((watcher) => watcher.end()),
  };
}
