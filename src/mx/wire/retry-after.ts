import type { MxErrorCode } from '../errors.ts';
import type { Subject } from './subject.ts';

/** A `Retry-After` that has not passed yet. */
export interface Hold {
  readonly untilMs: number;
  /** What the answer that carried it means: RATE_LIMITED for a 429, UNAVAILABLE for a 503. */
  readonly code: MxErrorCode;
}

/**
 * What MX asked us to stay away from, and how long: one endpoint for one user or member, and for
 * everybody when several users in a row got that answer. One endpoint never holds another back.
 */
export interface Holds {
  /** The hold on a call, if it has one. */
  readonly of: (endpoint: string, subject: Subject, nowMs: number) => Hold | undefined;
  /** Takes note of a `Retry-After`; a later end replaces an earlier one, never the reverse. */
  readonly add: (endpoint: string, subject: Subject, hold: Hold, nowMs: number) => void;
  /** Takes note of a good answer: not everybody must stay away. */
  readonly answered: (endpoint: string) => void;
}

/** Users who must have been asked to stay away before everybody does. */
const OWNERS = 3;
const MAX_OWNERS = 16;
const MAX_HOLDS = 10_000;
/** How long one answer to a call about nobody holds back all such calls. */
const MAX_LONE_MS = 10_000;

export function createHolds(): Holds {
  const bySubject = new Map<string, Hold>();
  const byOwner = new Map<string, Map<string, Hold>>();
  let nameless = 0;

  /** As long as three owners at least are held back. */
  function ofEverybody(endpoint: string, nowMs: number): Hold | undefined {
    const holds = [...(byOwner.get(endpoint)?.values() ?? [])];
    const active = holds.filter(({ untilMs }) => untilMs > nowMs);
    return active.toSorted((a, b) => b.untilMs - a.untilMs)[OWNERS - 1];
  }

  return {
    of(endpoint, subject, nowMs) {
      if (bySubject.size === 0) return undefined;
      const key = toKey(endpoint, subject);
      const own = bySubject.get(key);
      if (own !== undefined && own.untilMs > nowMs) return own;
      if (own !== undefined) bySubject.delete(key);
      return ofEverybody(endpoint, nowMs);
    },
    add(endpoint, subject, hold, nowMs) {
      const isLone = subject.name === undefined;
      const untilMs = isLone ? Math.min(hold.untilMs, nowMs + MAX_LONE_MS) : hold.untilMs;
      keepLater(bySubject, toKey(endpoint, subject), { ...hold, untilMs }, MAX_HOLDS);
      const owners = byOwner.get(endpoint) ?? new Map<string, Hold>();
      byOwner.set(endpoint, owners);
      nameless += 1;
      keepLater(owners, subject.owner ?? `#${nameless}`, hold, MAX_OWNERS);
    },
    answered: (endpoint) => {
      byOwner.delete(endpoint);
    },
  };
}

function toKey(endpoint: string, { name = '' }: Subject): string {
  return `${endpoint} ${name}`;
}

/** At most so many, the oldest forgotten first. */
function keepLater(holds: Map<string, Hold>, key: string, hold: Hold, most: number): void {
  const known = holds.get(key);
  if (known !== undefined && known.untilMs >= hold.untilMs) return;
  holds.delete(key);
  holds.set(key, hold);
  const [oldest] = holds.keys();
  if (holds.size > most && oldest !== undefined) holds.delete(oldest);
}
