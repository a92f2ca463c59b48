import { LRUCache } from 'lru-cache';
import { limits } from '../limits.ts';

export interface RecheckedOptions<T> {
  /** Asks MX. */
  readonly ask: (key: string) => Promise<T>;
  /** True for an answer that lets somebody in. */
  readonly isGood: (answer: T) => boolean;
  /** What is believed of a key that comes for the first time; without it the first one waits. */
  readonly atFirst?: T | undefined;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** While MX fails, a good answer is believed for so long; MX is asked every few seconds. */
  readonly keptMs?: number | undefined;
  /** Keys remembered; the one that was wanted longest ago goes first. */
  readonly maxEntries?: number | undefined;
}

/** Answers of MX about people, each at most a minute old while MX can be asked. */
export interface Rechecked<T> {
  /** Rejects with what `ask` rejects with, when nothing is known that may still be believed. */
  readonly get: (key: string) => Promise<T>;
  /** Something was changed here: from now on nothing that was said before counts. */
  readonly forget: (isMeant: (key: string, answer: T) => boolean) => void;
}

interface Entry<T> {
  readonly answer: T;
  readonly answeredAt: number;
  /** Not before this is MX asked again after a failure. */
  askAgainAt: number;
}

/** All who can have something open, and as many besides: whom it forgets is not asked about. */
const MAX_ENTRIES = 2 * limits.connections;
/** From then on a good answer is given once more, and MX is asked meanwhile… */
const RENEW_MS = 50_000;
/** …and from then on MX is waited for: people also change behind the gateway's back. */
const GOOD_MS = 60_000;
const KEPT_MS = 10 * 60_000;
const RETRY_MS = 5_000;
/** A user may be created or enabled at any moment; this only slows those who ask in a loop. */
const BAD_MS = 5_000;

export function createRechecked<T>(options: RecheckedOptions<T>): Rechecked<T> {
  const { ask, isGood, atFirst, monotonicNow } = options;
  const { keptMs = KEPT_MS, maxEntries = MAX_ENTRIES } = options;
  const entries = new LRUCache<string, Entry<T>>({ max: maxEntries });
  const flights = new Map<string, Promise<T>>();

  function remember(key: string, answer: T): T {
    entries.set(key, { answer, answeredAt: monotonicNow(), askAgainAt: 0 });
    return answer;
  }

  /** Asks, or joins those who do. */
  function question(key: string): Promise<T> {
    const inFlight = flights.get(key);
    if (inFlight !== undefined) return inFlight;
    const land = (): boolean => flights.get(key) === flight && flights.delete(key);
    const flight = ask(key).then(
      (answer) => {
        if (land()) remember(key, answer);
        return answer;
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
      // No answer is no reason to think worse of somebody, unless something was changed meanwhile.
      if (entries.peek(key) !== entry) throw error;
      return entry.answer;
    });
    if (ageMs >= GOOD_MS) return asked;
    asked.catch(() => {}); // the next who come meet it
    return entry.answer;
  }

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry === undefined) {
        const isUnknown = atFirst !== undefined && !flights.has(key);
        return isUnknown ? remember(key, atFirst) : question(key);
      }
      const ageMs = monotonicNow() - entry.answeredAt;
      if (!isGood(entry.answer)) return ageMs < BAD_MS ? entry.answer : question(key);
      return ageMs < RENEW_MS ? entry.answer : renew(key, entry);
    },
    forget(isMeant) {
      // Whom they will name is not known yet: their answers are used, and not kept.
      flights.clear();
      // A copy, since what is set moves; from the oldest on, so that their order stays.
      for (const key of [...entries.rkeys()]) {
        const answer = entries.peek(key)?.answer;
        // Kept as one that must be asked for: nothing is taken for granted of it as at first.
        if (answer !== undefined && isMeant(key, answer))
          entries.set(key, { answer, answeredAt: -Infinity, askAgainAt: 0 });
      }
    },
  };
}
