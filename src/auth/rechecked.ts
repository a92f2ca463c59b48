import { LRUCache } from 'lru-cache';
import { limits } from '../limits.ts';

/** What MX has responded. */
export interface Asked<T> {
  readonly answer: T;
  /** Milliseconds since MX's response; 0 for a new one. */
  readonly ageMs: number;
}

export interface RecheckedOptions<T> {
  /**
   * Asks MX, or somebody who has asked MX less than `RENEW_MS` ago.
   *
   * @param mustBeNew true after a change: an earlier response does not count
   */
  readonly ask: (key: string, mustBeNew: boolean) => Promise<Asked<T>>;
  /** True for a response that grants access. */
  readonly isGood: (answer: T) => boolean;
  /** The assumed value for a new key. Without it, the first caller waits for MX. */
  readonly atFirst?: T | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** How long a good response is trusted while MX fails; MX is asked every few seconds. */
  readonly keptMs?: number | undefined;
  /** The most keys that are cached; the least recently used key is dropped first. */
  readonly maxEntries?: number | undefined;
}

/** MX's responses about users, each at most a minute old while MX responds. */
export interface Rechecked<T> {
  /** Rejects with the error of `ask` when no cached value can still be trusted. */
  readonly get: (key: string) => Promise<T>;
  /** The cached value, if it grants access and is so new that `get` would return it at once. */
  readonly getAtOnce: (key: string) => T | undefined;
  /** Call this after a change through the gateway: earlier responses no longer count. */
  readonly forget: (isMeant: (key: string, answer: T) => boolean) => void;
}

interface Entry<T> {
  readonly answer: T;
  readonly answeredAt: number;
  /** The earliest time of the next call to MX after a failure. */
  askAgainAt: number;
}

/** Twice as many keys as can have an open stream: a dropped key is not checked again. */
const MAX_ENTRIES = 2 * limits.connections;
/** From this age on, a good response is used once more while MX is asked in the background… */
export const RENEW_MS = 50_000;
/** …and from this age on, callers wait for MX: users also change without the gateway. */
const GOOD_MS = 60_000;
const KEPT_MS = 10 * 60_000;
const RETRY_MS = 5_000;
/** A user may be created or enabled at any moment; this only slows down callers in a loop. */
const BAD_MS = 5_000;
/** The time of the answers from before a change. */
const CHANGED = Number.NEGATIVE_INFINITY;

export function createRechecked<T>(options: RecheckedOptions<T>): Rechecked<T> {
  const { ask, isGood, atFirst, monotonicNow } = options;
  const { keptMs = KEPT_MS, maxEntries = MAX_ENTRIES } = options;
  const entries = new LRUCache<string, Entry<T>>({ max: maxEntries });
  const flights = new Map<string, Promise<T>>();

  function remember(key: string, { answer, ageMs }: Asked<T>): T {
    entries.set(key, { answer, answeredAt: monotonicNow() - ageMs, askAgainAt: 0 });
    return answer;
  }

  /** Asks MX, or joins the call in flight. */
  function question(key: string): Promise<T> {
    const inFlight = flights.get(key);
    if (inFlight !== undefined) return inFlight;
    const land = (): boolean => flights.get(key) === flight && flights.delete(key);
    const mustBeNew = entries.peek(key)?.answeredAt === CHANGED;
    const flight = ask(key, mustBeNew).then(
      (asked) => {
        if (land()) remember(key, asked);
        return asked.answer;
      },
      (error: unknown) => {
        const entry = entries.peek(key);
        if (land() && entry !== undefined) entry.askAgainAt = monotonicNow() + RETRY_MS;
        throw error;
      },
    );
    flights.set(key, flight);
    return flight;
  }

  async function renew(key: string, entry: Entry<T>): Promise<T> {
    const ageMs = monotonicNow() - entry.answeredAt;
    if (ageMs >= keptMs) return question(key);
    if (monotonicNow() < entry.askAgainAt) return entry.answer;
    const asked = question(key).catch((error: unknown) => {
      // A missing response is no reason to revoke access, unless something was changed meanwhile.
      if (entries.peek(key) !== entry) throw error;
      return entry.answer;
    });
    if (ageMs >= GOOD_MS) return asked;
    asked.catch(() => {}); // later callers ask again
    return entry.answer;
  }

  return {
    getAtOnce(key) {
      const entry = entries.get(key);
      if (entry === undefined || !isGood(entry.answer)) return undefined;
      return monotonicNow() - entry.answeredAt < RENEW_MS ? entry.answer : undefined;
    },
    async get(key) {
      const entry = entries.get(key);
      if (entry === undefined) {
        const isUnknown = atFirst !== undefined && !flights.has(key);
        return isUnknown ? remember(key, { answer: atFirst, ageMs: 0 }) : question(key);
      }
      const ageMs = monotonicNow() - entry.answeredAt;
      if (!isGood(entry.answer)) return ageMs < BAD_MS ? entry.answer : question(key);
      return ageMs < RENEW_MS ? entry.answer : renew(key, entry);
    },
    forget(isMeant) {
      // It is not known yet which users the responses in flight name, so these responses are used
      // but not cached.
      flights.clear();
      // The loop runs over a copy, because `set` moves entries, and from the oldest on, so that the
      // order stays.
      for (const key of [...entries.rkeys()]) {
        const answer = entries.peek(key)?.answer;
        // The key stays, but the next caller must wait for MX: there is no assumed value any more.
        if (answer !== undefined && isMeant(key, answer))
          entries.set(key, { answer, answeredAt: CHANGED, askAgainAt: 0 });
      }
    },
  };
}
