import type { ReadNote } from '../ledger.ts';
import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxCalls, MxClient } from '../mx/client.ts';
import { isOverLimit } from '../mx/errors.ts';
import type { CallScope } from '../mx/scope.ts';
import { toTimestamp } from '../timestamp.ts';
import { type JointRead, type ReadEnd, startJointRead } from './joint-read.ts';

/** A value of a member with the time of its read. */
export interface Reading<T> {
  readonly value: T;
  /** RFC 3339 in UTC. */
  readonly observedAt: string;
  /** The time of the response, on the monotonic clock. */
  readonly readAt: number;
}

/** A status as MX reported it. */
export interface StatusReading extends Reading<MemberStatusModel> {
  /** True if the fields that only MX's status call contains were not read. Defaults to false. */
  readonly isOfList?: boolean | undefined;
}

/** A member, or a user with all of its members. */
export interface PacedKey {
  readonly userGuid: string;
  readonly memberGuid?: string | undefined;
}

/**
 * A value that MX reports about members, read at most as often as MX allows for all readers: queries,
 * streams and jobs. In between, readers get the last reading, or its failure.
 */
export interface PacedReads<T, Key extends PacedKey = MemberKey> {
  /** Counts against the caller that starts the read. Ends when all its callers have left. */
  readonly read: (key: Key, reader: CallScope, note?: ReadNote) => Promise<Reading<T>>;
  /** Takes a reading that another replica has made, unless this one has a later reading. */
  readonly offer: (key: Key, reading: Reading<T>) => void;
  /** Call this after a change to the member: earlier readings are dropped, and the next read is immediate. */
  readonly changed: (key: Key) => void;
  /** Call this after a change to a user, for all members of the user. */
  readonly userChanged: (userGuid: string) => void;
}

export interface PacedReadsOptions<T, Key extends PacedKey = MemberKey> {
  readonly mx: Pick<MxClient, 'in'>;
  readonly read: (mx: MxCalls, key: Key) => Promise<T>;
  /** Milliseconds between two reads of one member without a change. */
  readonly floorMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Approximate bytes of a reading, in addition to its fixed size. */
  readonly bytesOf?: ((value: T) => number) | undefined;
  /** The limit of the cache in bytes; the members that were read longest ago are dropped first. */
  readonly maxBytes?: number | undefined;
  /** Called for each read. */
  readonly onRead?: ((result: 'hit' | 'miss' | 'joined') => void) | undefined;
}

/** How long later reads get a first failure; the time doubles with each further failure. */
const FAILURE_MS = 200;
/** A client that reconnects within this time, such as a reloaded page, joins its earlier read. */
export const LINGER_MS = 500;

const MAX_BYTES = 16 * 1024 * 1024;
/** The fixed size of each cached member. */
const ENTRY_BYTES = 1_024;

interface Attempt<T> {
  readonly sentAt: number;
  /** The read in flight; null once it has ended. */
  flight: { readonly starter: CallScope; readonly joint: JointRead<Reading<T>> } | null;
  end: ReadEnd<Reading<T>>;
  /** Until then, later reads get this failure. */
  until: number;
}

interface Entry<T> {
  readonly userGuid: string;
  /** The last attempt; null if none is valid. */
  attempt: Attempt<T> | null;
  /** Failures in a row. */
  failures: number;
  bytes: number;
}

export function createPacedReads<T, Key extends PacedKey = MemberKey>(
  options: PacedReadsOptions<T, Key>,
): PacedReads<T, Key> {
  const { mx, floorMs, now, monotonicNow, sleep } = options;
  const { bytesOf = () => 0, maxBytes = MAX_BYTES, onRead = () => {} } = options;
  // The entries are in the order of their last attempts.
  const entries = new Map<string, Entry<T>>();
  let bytes = 0;

  function weigh(entry: Entry<T>, weight: number): void {
    bytes += weight - entry.bytes;
    entry.bytes = weight;
  }

  function remove(id: string, entry: Entry<T>): void {
    weigh(entry, 0);
    entries.delete(id);
  }

  /** Drops entries that have expired, or exceed the limit. */
  function removeOld(): void {
    for (const [id, entry] of entries) {
      const { attempt } = entry;
      const isOld = attempt === null || attempt.sentAt + 2 * floorMs < monotonicNow();
      if (!isOld && bytes <= maxBytes) return;
      if (attempt === null || attempt.flight === null) remove(id, entry);
    }
  }

  /** How long the result of a read is used for later reads. */
  function standsUntil(entry: Entry<T>, sentAt: number, end: ReadEnd<unknown>): number {
    if (end.kind !== 'failed') return sentAt + floorMs;
    // The read was not sent, or exceeded only the budget of its own caller.
    if (isOverLimit(end.error)) return -Infinity;
    entry.failures += 1;
    return monotonicNow() + Math.min(FAILURE_MS * 2 ** (entry.failures - 1), floorMs);
  }

  function start(id: string, key: Key, starter: CallScope): Attempt<T> {
    const entry = entries.get(id) ?? newEntry(key);
    const sentAt = monotonicNow();
    const joint = startJointRead<Reading<T>>({
      async read(signal, listener) {
        const value = await options.read(mx.in({ ...starter, signal, listener }), key);
        return { value, observedAt: toTimestamp(now()), readAt: monotonicNow() };
      },
      linger: (signal) => sleep(LINGER_MS, signal),
      onEnd(end) {
        attempt.flight = null;
        attempt.end = end;
        if (entry.attempt !== attempt) return;
        attempt.until = standsUntil(entry, sentAt, end);
        if (end.kind === 'read') {
          entry.failures = 0;
          if (entries.get(id) === entry) weigh(entry, ENTRY_BYTES + bytesOf(end.value.value));
        }
        removeOld();
      },
    });
    const attempt: Attempt<T> = {
      sentAt,
      flight: { starter, joint },
      end: { kind: 'abandoned' },
      until: Infinity,
    };
    entry.attempt = attempt;
    remove(id, entry);
    entries.set(id, entry);
    weigh(entry, ENTRY_BYTES);
    removeOld();
    return attempt;
  }

  async function join(
    flight: NonNullable<Attempt<T>['flight']>,
    key: Key,
    reader: CallScope,
    note: ReadNote | undefined,
  ): Promise<Reading<T>> {
    try {
      return await flight.joint.join(reader.signal, note);
    } catch (error) {
      // A read that exceeds the budget of its first caller may fit another caller's budget.
      if (flight.starter !== reader && isOverLimit(error)) return read(key, reader, note);
      throw error;
    }
  }

  async function read(key: Key, reader: CallScope, note?: ReadNote): Promise<Reading<T>> {
    const id = idOf(key);
    for (;;) {
      reader.signal?.throwIfAborted();
      const known = entries.get(id)?.attempt ?? null;
      const isDue = known === null || known.until <= monotonicNow();
      const last = isDue ? start(id, key, reader) : known;
      if (last.flight !== null) {
        onRead(isDue ? 'miss' : 'joined');
        return join(last.flight, key, reader, note);
      }
      if (last.end.kind === 'read') {
        onRead('hit');
        note?.cached();
        return last.end.value;
      }
      if (last.end.kind === 'failed') throw last.end.error;
      const nap = new AbortController();
      const wake = () => nap.abort();
      reader.signal?.addEventListener('abort', wake);
      await sleep(last.until - monotonicNow(), nap.signal).catch(() => {});
      reader.signal?.removeEventListener('abort', wake);
    }
  }

  return {
    read,
    offer(key, reading) {
      const id = idOf(key);
      const entry = entries.get(id) ?? newEntry(key);
      const { readAt } = reading;
      if (entry.attempt !== null && entry.attempt.sentAt >= readAt) return;
      entry.attempt = {
        sentAt: readAt,
        flight: null,
        end: { kind: 'read', value: reading },
        until: readAt + floorMs,
      };
      entry.failures = 0;
      remove(id, entry);
      entries.set(id, entry);
      weigh(entry, ENTRY_BYTES + bytesOf(reading.value));
      removeOld();
    },
    changed(key) {
      const entry = entries.get(idOf(key));
      if (entry !== undefined) forget(entry);
    },
    userChanged(userGuid) {
      for (const entry of entries.values()) if (entry.userGuid === userGuid) forget(entry);
    },
  };
}

function newEntry({ userGuid }: PacedKey): Entry<never> {
  return { userGuid, attempt: null, failures: 0, bytes: 0 };
}

function forget(entry: Entry<unknown>): void {
  entry.attempt = null;
  entry.failures = 0;
}

/** The key contains the user: two users never share a reading. */
function idOf({ userGuid, memberGuid = '' }: PacedKey): string {
  return `${userGuid}/${memberGuid}`;
}
