import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxCalls, MxClient } from '../mx/client.ts';
import { isMxError } from '../mx/errors.ts';
import type { CallScope } from '../mx/scope.ts';
import { type JointRead, type ReadEnd, startJointRead } from './joint-read.ts';

/** Something of a member as it was read. */
export interface Reading<T> {
  readonly value: T;
  /** RFC 3339 in UTC. */
  readonly observedAt: string;
  /** When it came, on the clock that never jumps. */
  readonly readAt: number;
}

/** A status as MX told it. */
export type StatusReading = Reading<MemberStatusModel>;

/**
 * One thing that MX tells of members, read no more often than MX asks for, whoever wants it: queries,
 * streams, jobs. In between everybody is given the last reading, or the failure of it.
 */
export interface PacedReads<T> {
  /** At the cost of the one who starts it; ended when all who wait for it have left. */
  readonly read: (key: MemberKey, reader: CallScope) => Promise<Reading<T>>;
  /** Something was done to the member: no reading from before is given, and one may be made at once. */
  readonly changed: (key: MemberKey) => void;
  /** The same of all members of a user. */
  readonly userChanged: (userGuid: string) => void;
}

export interface PacedReadsOptions<T> {
  readonly mx: Pick<MxClient, 'in'>;
  readonly read: (mx: MxCalls, key: MemberKey) => Promise<T>;
  /** Milliseconds between two reads of one member to which nothing is done. */
  readonly floorMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or at once when the signal aborts (resolving or rejecting, as it likes). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Bytes of a reading, about, beside those that every one has. */
  readonly bytesOf?: ((value: T) => number) | undefined;
  /** Of what is remembered; the members that were read longest ago are forgotten first. */
  readonly maxBytes?: number | undefined;
}

/** How long a first failure stands for the reads after it; twice as long after each one more. */
const FAILURE_MS = 200;
/** Who comes back that soon, as a page does that is loaded anew, finds the read that they left. */
export const LINGER_MS = 500;

const MAX_BYTES = 16 * 1024 * 1024;
/** What every member takes that is remembered. */
const ENTRY_BYTES = 1_024;

interface Attempt<T> {
  readonly sentAt: number;
  /** Null once it has ended. */
  flight: { readonly starter: CallScope; readonly joint: JointRead<Reading<T>> } | null;
  end: ReadEnd<Reading<T>>;
  /** Until then it stands for the next one. */
  until: number;
}

interface Entry<T> {
  readonly key: MemberKey;
  /** The last; null when none counts. */
  attempt: Attempt<T> | null;
  /** In a row. */
  failures: number;
  bytes: number;
}

export function createPacedReads<T>(options: PacedReadsOptions<T>): PacedReads<T> {
  const { mx, floorMs, now, monotonicNow, sleep } = options;
  const { bytesOf = () => 0, maxBytes = MAX_BYTES } = options;
  // In the order of the last attempts.
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

  /** Those whose time is long past, or too many. */
  function removeOld(): void {
    for (const [id, entry] of entries) {
      const { attempt } = entry;
      const isOld = attempt === null || attempt.sentAt + 2 * floorMs < monotonicNow();
      if (!isOld && bytes <= maxBytes) return;
      if (attempt === null || attempt.flight === null) remove(id, entry);
    }
  }

  /** What an end means for the reads after it: until when it stands for them. */
  function standsUntil(entry: Entry<T>, sentAt: number, end: ReadEnd<unknown>): number {
    if (end.kind !== 'failed') return sentAt + floorMs;
    // It was not sent, or is too much for its reader alone.
    if (isOfReader(end.error)) return -Infinity;
    entry.failures += 1;
    return monotonicNow() + Math.min(FAILURE_MS * 2 ** (entry.failures - 1), floorMs);
  }

  function start(id: string, key: MemberKey, starter: CallScope): Attempt<T> {
    const entry = entries.get(id) ?? { key, attempt: null, failures: 0, bytes: 0 };
    const sentAt = monotonicNow();
    const joint = startJointRead<Reading<T>>({
      async read(signal) {
        const value = await options.read(mx.in({ ...starter, signal }), key);
        return { value, observedAt: new Date(now()).toISOString(), readAt: monotonicNow() };
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
    key: MemberKey,
    reader: CallScope,
  ): Promise<Reading<T>> {
    try {
      return await flight.joint.join(reader.signal);
    } catch (error) {
      // What is too much for the starter need not be for another.
      if (flight.starter !== reader && isOfReader(error)) return read(key, reader);
      throw error;
    }
  }

  async function read(key: MemberKey, reader: CallScope): Promise<Reading<T>> {
    const id = idOf(key);
    for (;;) {
      reader.signal?.throwIfAborted();
      const known = entries.get(id)?.attempt ?? null;
      const isDue = known === null || known.until <= monotonicNow();
      const last = isDue ? start(id, key, reader) : known;
      if (last.flight !== null) return join(last.flight, key, reader);
      if (last.end.kind === 'read') return last.end.value;
      if (last.end.kind === 'failed') throw last.end.error;
      const signal = reader.signal ?? new AbortController().signal;
      await sleep(last.until - monotonicNow(), signal).catch(() => {});
    }
  }

  return {
    read,
    changed(key) {
      const entry = entries.get(idOf(key));
      if (entry !== undefined) forget(entry);
    },
    userChanged(userGuid) {
      for (const entry of entries.values()) if (entry.key.userGuid === userGuid) forget(entry);
    },
  };
}

function forget(entry: Entry<unknown>): void {
  entry.attempt = null;
  entry.failures = 0;
}

/** A bound that its reader met. */
function isOfReader(error: unknown): boolean {
  return isMxError(error) && error.limit !== undefined;
}

/** The user is part of it: two users never share a reading. */
function idOf({ userGuid, memberGuid }: MemberKey): string {
  return `${userGuid}/${memberGuid}`;
}
