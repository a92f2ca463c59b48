import type { Position } from '../../shared/bulletins.ts';
import type { Feed, FeedEntry, Feeds, Lease } from '../../shared/feeds.ts';
import type { Reading } from '../paced-reads.ts';
import type { ReadingText } from './reading-text.ts';
import { createUnreadReadings } from './unread-readings.ts';

/** What a poll loop reads, whichever replica asks MX for it. Dispose it when the loop ends. */
export interface SharedPoll<T> extends Disposable {
  /**
   * The next reading: of this replica while it is the poller, otherwise of the poller. It is not older
   * than the last change that this replica knows. Rejects as the own read does.
   */
  readonly read: (signal: AbortSignal) => Promise<Reading<T>>;
  /**
   * Settles after `ms`, when another replica has a reading or needs one, or immediately when the
   * signal aborts (it may then resolve or reject). A replica that does not poll waits longer, because
   * the poller is expected to read after `ms`. So does one that polls for itself only, because each
   * replica does.
   */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface SharedPollOptions<T> {
  readonly name: string;
  readonly feeds: Feeds;
  readonly replicas: () => number;
  readonly text: ReadingText<T>;
  /** Reads MX. May return a recent reading of another caller. */
  readonly readOwn: (signal: AbortSignal) => Promise<Reading<T>>;
  /** The position of the last bulletin that this replica has heard. */
  readonly heard: () => Position;
  /**
   * The position of the last change; a reading from before it is too old. Null if the others could not
   * be told of the change.
   */
  readonly changedAt: () => Promise<Position | null>;
  /** Called after an own read that no other replica could make. */
  readonly onCaughtUp: () => void;
  /**
   * Called with each reading of another replica that the loop gets, and the last bulletin that its poller
   * had heard before it read.
   */
  readonly onShared: (reading: Reading<T>, heard: Position) => void;
  /** Milliseconds during which a reading counts as fresh. */
  readonly freshMs: number;
  /** The longest wait for the poller; after it this replica reads for itself. */
  readonly patienceMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** What this replica knows of the poller. */
type Role = 'poller' | 'listener' | 'alone';

/** The poller's own rest varies by a fifth, and its reading travels. */
const LISTENER_SHARE = 1.25;
const TRAVEL_MS = 250;

export function createSharedPoll<T>(options: SharedPollOptions<T>): SharedPoll<T> {
  const { feeds, heard, text, readOwn, changedAt, freshMs, patienceMs } = options;
  const { now, monotonicNow, sleep } = options;
  const unread = createUnreadReadings<T>();
  let role: Role = 'alone';
  let hasFailed = false;
  let isAttended = false;
  let hasRead = false;
  /** How often the poller has left, and how often this replica has tried to replace it. */
  let vacancies = 0;
  let followed = 0;
  /** Ends the current rest or wait. */
  let interrupt = new AbortController();

  const feed: Feed = feeds.open(options.name, {
    onEntry(entry) {
      take(entry);
      interrupt.abort();
    },
    onVacant() {
      // After a failure of its own, this replica leaves the next try to the others.
      if (hasFailed) return;
      vacancies += 1;
      interrupt.abort();
    },
    onWanted() {
      if (isAttended) interrupt.abort();
      // The loop gets its readings elsewhere now.
      else void giveBack();
    },
  });

  function take(entry: FeedEntry): void {
    const reading = text.parse(entry);
    if (reading === null) return;
    const ageMs = entry.isLive ? 0 : Math.max(0, now() - Date.parse(reading.observedAt));
    // The entry that was there before is news only while it is fresh.
    if (!hasRead && ageMs >= freshMs) return;
    unread.add(reading, monotonicNow() - ageMs);
  }

  async function giveBack(): Promise<void> {
    const lease = feed.isHeld() ? await feed.take() : 'taken';
    if (typeof lease === 'object') await feed.release(lease);
  }

  /** Waits until there is something to read or to do. */
  async function nap(signal: AbortSignal, ms: number, since: Position | null): Promise<void> {
    const isDue = vacancies !== followed || (since !== null && unread.has(since));
    if (signal.aborted || isDue) return;
    const awake = new AbortController();
    interrupt = awake;
    const stop = () => awake.abort();
    signal.addEventListener('abort', stop, { once: true });
    await sleep(ms, awake.signal).catch(() => {}); // only its end matters
    signal.removeEventListener('abort', stop);
  }

  /** Reads MX as the poller. Null if another replica is the poller by now. */
  async function readAsPoller(lease: Lease, signal: AbortSignal): Promise<Reading<T> | null> {
    role = 'poller';
    // The position comes first: a change during the read is not part of it.
    const position = heard();
    const reading = await readOwn(signal).catch(async (error: unknown) => {
      // What fails for this replica may succeed for another one.
      await feed.release(lease);
      throw error;
    });
    const outcome = await feed.publish(lease, () => text.write({ ...reading, heard: position }));
    return outcome === 'refused' ? null : reading;
  }

  async function readAlone(signal: AbortSignal): Promise<Reading<T>> {
    const reading = await readOwn(signal);
    options.onCaughtUp();
    return reading;
  }

  async function readNext(signal: AbortSignal): Promise<Reading<T>> {
    const until = monotonicNow() + patienceMs;
    for (;;) {
      const since = await changedAt();
      signal.throwIfAborted();
      const shared = since === null ? null : unread.next(since);
      if (shared !== null) {
        role = feed.isHeld() ? 'poller' : 'listener';
        options.onShared(shared, shared.heard);
        return shared;
      }
      followed = vacancies;
      const lease = since === null ? 'away' : await feed.take();
      signal.throwIfAborted();
      if (typeof lease === 'object') {
        const reading = await readAsPoller(lease, signal);
        if (reading !== null) return reading;
        continue;
      }
      role = lease === 'taken' ? 'listener' : 'alone';
      const leftMs = until - monotonicNow();
      if (role === 'alone' || leftMs <= 0) return readAlone(signal);
      if (since === null || !unread.has(since)) feed.want();
      await nap(signal, leftMs, since);
    }
  }

  function restMs(ms: number): number {
    if (role === 'listener') return ms * LISTENER_SHARE + TRAVEL_MS;
    return role === 'alone' ? ms * options.replicas() : ms;
  }

  return {
    async read(signal) {
      if (!isAttended) unread.dropBefore(monotonicNow() - freshMs);
      isAttended = true;
      try {
        const reading = await readNext(signal);
        hasFailed = false;
        hasRead = true;
        return reading;
      } catch (error) {
        hasFailed = true;
        throw error;
      } finally {
        isAttended = false;
      }
    },
    async rest(ms, signal) {
      isAttended = true;
      try {
        const since = await changedAt();
        await nap(signal, restMs(ms), since);
      } finally {
        isAttended = false;
      }
    },
    [Symbol.dispose]: () => void feed[Symbol.asyncDispose](),
  };
}
