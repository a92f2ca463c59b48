import type { OwnMemberKey } from '../auth/keys.ts';
import type { Feed } from '../feed.ts';
import type { MemberStatusModel } from '../mx/api/member-status.ts';
import { LatestValue } from './latest-value.ts';
import { type ObservedStatus, toObservedStatus } from './observed-status.ts';
import type { StatusReading } from './paced-reads.ts';
import { fingerprintOf } from './revision.ts';
import type { MemberTraits } from './status-table.ts';
import { createWaiting } from './waiting.ts';

export interface WatchOptions {
  /** The last revision that the watcher has seen. This state is not sent again. */
  readonly after?: string | undefined;
  /** True if the stream ends once nothing more will happen until someone acts. */
  readonly completeWhenSettled?: boolean | undefined;
  /**
   * True if the watcher needs no more than MX's list of members contains, and the challenges. The
   * other fields of the status may then be null, or older. Defaults to false.
   */
  readonly isListEnough?: boolean | undefined;
}

class Watcher extends LatestValue<ObservedStatus> {
  readonly known: string | null;
  readonly completeWhenSettled: boolean;
  readonly isListEnough: boolean;
  /** The number of nudges so far: the first message is not older than the last nudge. */
  readonly joinedAfter: number;
  /** True once the watcher has had its first message, or has seen that state before. */
  greeted = false;

  constructor(
    { after, completeWhenSettled = false, isListEnough = false }: WatchOptions,
    joinedAfter: number,
    onLeave: (watcher: LatestValue<ObservedStatus>) => void,
  ) {
    super(onLeave);
    this.known = after === undefined ? null : fingerprintOf(after);
    this.completeWhenSettled = completeWhenSettled;
    this.isListEnough = isListEnough;
    this.joinedAfter = joinedAfter;
  }
}

/** One read of the status. The ticket exists before the request is sent. */
export interface ReadTicket {
  /** Aborted by a nudge or a watcher that needs news, also while the read is in flight. */
  readonly wake: AbortSignal;
  readonly nudgesSeen: number;
}

/** One watched member: its last status and its watchers. It has no loop and no clock of its own. */
export interface WatchedMember {
  readonly key: OwnMemberKey;
  /** Aborted when the last watcher has left, and by `fail` and `end`. */
  readonly stopped: AbortSignal;
  /** The last published status; null before the first. */
  readonly current: () => ObservedStatus | null;
  readonly watch: (options: WatchOptions) => Feed<ObservedStatus>;
  readonly watchers: () => number;
  /** True if no watcher needs more than MX's list of members contains. */
  readonly isListEnough: () => boolean;
  readonly nudge: () => void;
  readonly startRead: () => ReadTicket;
  /**
   * Ends the read of this ticket; true if the status was news. Without a reading, the model is a
   * placeholder.
   */
  readonly publish: (
    model: MemberStatusModel,
    ticket: ReadTicket,
    reading?: StatusReading,
  ) => boolean;
  /** Ends a read without a result. */
  readonly abandon: () => void;
  /**
   * A nudge with a function that may derive the new status from the last one without a read (null:
   * it cannot).
   */
  readonly assume: (toModel: (last: ObservedStatus) => MemberStatusModel | null) => void;
  readonly learn: (traits: MemberTraits) => void;
  readonly fail: (error: unknown) => void;
  readonly end: () => void;
}

export interface WatchedMemberOptions {
  readonly key: OwnMemberKey;
  /** Milliseconds during which a new watcher gets an existing status without a read. */
  readonly freshMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Called with each observed status, before it is sent to watchers. `readAt` is the time of the read,
   * on the monotonic clock, if the status is news.
   */
  readonly onObserved?: ((status: ObservedStatus, readAt?: number) => void) | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  readonly onStop: () => void;
}

export function createWatchedMember(options: WatchedMemberOptions): WatchedMember {
  const { key, freshMs, now, monotonicNow, onObserved = () => {}, onStop } = options;
  const watchers = new Set<Watcher>();
  const stop = new AbortController();
  const waiting = createWaiting(monotonicNow);
  let wake = new AbortController();
  let isReading = false;
  let nudges = 0;
  let traits: MemberTraits = { isOAuth: null };
  let current: ObservedStatus | null = null;
  let currentAt = Number.NEGATIVE_INFINITY;
  let currentAfter = 0;
  let isCurrentOfList = false;
  let lastMoment = 0;

  /**
   * Each moment is later than the one before, even if the clock goes back, so that revisions
   * increase.
   */
  function nextMoment(observedAt: number): string {
    lastMoment = Math.max(observedAt, lastMoment + 1);
    return new Date(lastMoment).toISOString();
  }

  function isFresh(): boolean {
    return monotonicNow() - currentAt < freshMs && currentAfter === nudges;
  }

  function halt(): void {
    if (stop.signal.aborted) return;
    stop.abort();
    wake.abort();
    onStop();
  }

  function remove(watcher: LatestValue<ObservedStatus>): void {
    watchers.delete(watcher as Watcher);
    if (watchers.size === 0) halt();
  }

  function releaseAll(release: (watcher: Watcher) => void): void {
    const released = [...watchers];
    watchers.clear();
    halt();
    for (const watcher of released) release(watcher);
  }

  function send(watcher: Watcher, status: ObservedStatus): void {
    const isNews = watcher.greeted || watcher.known !== fingerprintOf(status.revision);
    watcher.greeted = true;
    if (isNews) watcher.put(status);
    if (watcher.completeWhenSettled && status.isSettled) {
      watcher.end();
      remove(watcher);
    }
  }

  function update(model: MemberStatusModel, nudgesSeen: number, reading?: StatusReading): boolean {
    const last = current;
    const at = reading === undefined ? now() : Date.parse(reading.observedAt);
    const observed = toObservedStatus(key, model, { observedAt: nextMoment(at), ...traits });
    const status = waiting.judge(observed, reading?.value === model);
    const changed = last === null || !isSame(last, status);
    current = status;
    onObserved(status, changed ? reading?.readAt : undefined);
    // A watcher that is told immediately may leave, and another may come.
    for (const watcher of [...watchers]) {
      const due = watcher.greeted ? changed : nudgesSeen >= watcher.joinedAfter;
      if (due) send(watcher, status);
    }
    return changed;
  }

  return {
    key,
    stopped: stop.signal,
    current: () => current,
    watch(watchOptions) {
      const watcher = new Watcher(watchOptions, nudges, remove);
      watchers.add(watcher);
      // A read in flight may be of the list.
      const lacksFields = isCurrentOfList && !watcher.isListEnough;
      if (current !== null && isFresh() && !lacksFields) send(watcher, current);
      else if (!isReading || lacksFields) wake.abort();
      return watcher;
    },
    watchers: () => watchers.size,
    isListEnough: () => [...watchers].every((watcher) => watcher.isListEnough),
    nudge() {
      nudges += 1;
      wake.abort();
    },
    startRead() {
      isReading = true;
      wake = new AbortController();
      return { wake: wake.signal, nudgesSeen: nudges };
    },
    publish(model, { nudgesSeen }, reading) {
      isReading = false;
      currentAt = reading?.readAt ?? monotonicNow();
      currentAfter = nudgesSeen;
      if (reading !== undefined) isCurrentOfList = reading.isOfList ?? false;
      return update(model, nudgesSeen, reading);
    },
    abandon() {
      isReading = false;
    },
    assume(toModel) {
      nudges += 1;
      wake.abort();
      const model = current === null ? null : toModel(current);
      if (model === null) return;
      currentAt = monotonicNow();
      currentAfter = nudges;
      update(model, nudges);
    },
    learn(known) {
      traits = known;
      if (current === null) return;
      // The read had no result, so watchers without a first message keep waiting.
      const advised = toObservedStatus(key, current, { observedAt: current.observedAt, ...traits });
      if (advised.nextAction === current.nextAction || current.isOverdue) {
        current = { ...current, isOAuth: known.isOAuth };
      } else {
        update(current, Number.NEGATIVE_INFINITY);
      }
    },
    fail: (error) => releaseAll((watcher) => watcher.fail(error)),
    end: () => releaseAll((watcher) => watcher.end()),
  };
}

/** True if MX's report and the guidance are equal; the time of observation is ignored. */
function isSame(a: ObservedStatus, b: ObservedStatus): boolean {
  return (
    fingerprintOf(a.revision) === fingerprintOf(b.revision) &&
    a.nextAction === b.nextAction &&
    a.isSettled === b.isSettled
  );
}
