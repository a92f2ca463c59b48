import type { MxErrorCode } from './errors.ts';

/** A `Retry-After` that has not passed yet. */
export interface Hold {
  readonly untilMs: number;
  /** What the answer that carried it means: RATE_LIMITED for a 429, UNAVAILABLE for a 503. */
  readonly code: MxErrorCode;
}

/** Which endpoints MX asked us to stay away from, and how long. One endpoint never holds another back. */
export interface Holds {
  /** The hold on an endpoint, if it has one. */
  readonly of: (endpoint: string, nowMs: number) => Hold | undefined;
  /** Takes note of a `Retry-After`; a later end replaces an earlier one, never the reverse. */
  readonly add: (endpoint: string, hold: Hold) => void;
}

export function createHolds(): Holds {
  const holds = new Map<string, Hold>();
  return {
    of(endpoint, nowMs) {
      const hold = holds.get(endpoint);
      if (hold === undefined || hold.untilMs > nowMs) return hold;
      holds.delete(endpoint);
      return undefined;
    },
    add(endpoint, hold) {
      const known = holds.get(endpoint);
      if (known === undefined || known.untilMs < hold.untilMs) holds.set(endpoint, hold);
    },
  };
}
