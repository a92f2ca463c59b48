import type { MxErrorCode } from '../errors.ts';
import type { Subject } from './subject.ts';

/** A `Retry-After` that has not passed yet. */
export interface RetryAfter {
  readonly untilMs: number;
  /** The code of the response with the header: RATE_LIMITED for a 429, UNAVAILABLE for a 503. */
  readonly code: MxErrorCode;
}

/**
 * The endpoints that MX asked us not to call, and for how long. A `Retry-After` applies to one
 * endpoint for one user or member, or for everybody if several users in a row got that response. It
 * never applies to another endpoint.
 */
export interface RetryAfters {
  /** The `Retry-After` that applies to a call, if any. */
  readonly of: (endpoint: string, subject: Subject, nowMs: number) => RetryAfter | undefined;
  /** Records a `Retry-After`; a later end replaces an earlier one, never the reverse. */
  readonly add: (endpoint: string, subject: Subject, retryAfter: RetryAfter, nowMs: number) => void;
  /** Records a good response: the endpoint is not blocked for everybody. */
  readonly answered: (endpoint: string) => void;
}

/** The number of users with a `Retry-After` from which it applies to everybody. */
const OWNERS = 3;
const MAX_OWNERS = 16;
const MAX_RETRY_AFTERS = 10_000;
/** How long one response to a call without a user delays all such calls. */
const MAX_LONE_MS = 10_000;

export function createRetryAfters(): RetryAfters {
  const bySubject = new Map<string, RetryAfter>();
  const byOwner = new Map<string, Map<string, RetryAfter>>();
  let nameless = 0;

  /** The `Retry-After` for everybody, as long as at least three owners have one. */
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

/**
 * Keeps the later of two entries; at most `max` entries in total, and the oldest is removed first.
 */
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
