import type { MxErrorCode } from '../errors.ts';
import type { Subject } from './subject.ts';

/** A `Retry-After` that has not passed yet. */
export interface RetryAfter {
  readonly untilMs: number;
  /** The code of the response with the header: RATE_LIMITED for a 429, UNAVAILABLE for a 503. */
  readonly code: MxErrorCode;
}

/**
 * The endpoints that MX asked us not to call, and for how long: one endpoint for one user or member, and for
 * everybody when several users in a row got that answer. One endpoint never holds another back.
 */
export interface RetryAfters {
  /** The one that holds a call back, if any. */
  readonly of: (endpoint: string, subject: Subject, nowMs: number) => RetryAfter | undefined;
  /** Takes note of a `Retry-After`; a later end replaces an earlier one, never the reverse. */
  readonly add: (endpoint: string, subject: Subject, retryAfter: RetryAfter, nowMs: number) => void;
  /** Takes note of a good answer: not everybody must stay away. */
  readonly answered: (endpoint: string) => void;
}

/** Users who must have been asked to stay away before everybody does. */
const OWNERS = 3;
const MAX_OWNERS = 16;
const MAX_RETRY_AFTERS = 10_000;
/** How long one answer to a call about nobody holds back all such calls. */
const MAX_LONE_MS = 10_000;

export function createRetryAfters(): RetryAfters {
  const bySubject = new Map<string, RetryAfter>();
  const byOwner = new Map<string, Map<string, RetryAfter>>();
  let nameless = 0;

  /** As long as three owners at least are held back. */
  function ofEverybody(endpoint: string, nowMs: number): RetryAfter | undefined {
    const ofOwners = [...(byOwner.get(endpoint)?.values() ?? [])];
    const active = ofOwners.filter(({ untilMs }) => untilMs > nowMs);
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
    add(endpoint, subject, retryAfter, nowMs) {
      const isLone = subject.name === undefined;
      const untilMs = isLone
        ? Math.min(retryAfter.untilMs, nowMs + MAX_LONE_MS)
        : retryAfter.untilMs;
      keepLater(bySubject, toKey(endpoint, subject), { ...retryAfter, untilMs }, MAX_RETRY_AFTERS);
      const owners = byOwner.get(endpoint) ?? new Map<string, RetryAfter>();
      byOwner.set(endpoint, owners);
      nameless += 1;
      keepLater(owners, subject.owner ?? `#${nameless}`, retryAfter, MAX_OWNERS);
    },
    answered: (endpoint) => {
      byOwner.delete(endpoint);
    },
  };
}

function toKey(endpoint: string, { name = '' }: Subject): string {
  return `${endpoint} ${name}`;
}

/** The later of two; at most `max` in all, the oldest forgotten first. */
function keepLater(
  kept: Map<string, RetryAfter>,
  key: string,
  retryAfter: RetryAfter,
  max: number,
): void {
  const known = kept.get(key);
  if (known !== undefined && known.untilMs >= retryAfter.untilMs) return;
  kept.delete(key);
  kept.set(key, retryAfter);
  const [oldest] = kept.keys();
  if (kept.size > max && oldest !== undefined) kept.delete(oldest);
}
