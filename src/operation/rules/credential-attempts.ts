import { limits, type LimitName } from '../../limits.ts';
import { createWindows } from './tries.ts';

export interface AttemptOptions {
  /** Attempts in one window, of one end user. */
  readonly perUser?: number;
  readonly windowMs?: number;
  /** Milliseconds of a clock that never goes back: who waits, waits no longer for a clock that is set. */
  readonly monotonicNow?: () => number;
}

/** One try with credentials or MFA answers. */
export interface Attempt {
  /** Who tries: the guid of an end user. */
  readonly caller: string;
  /** Services try for many users: they have no such limit. */
  readonly isPartner: boolean;
}

export type Admission =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterMs: number; readonly limit: LimitName };

/** Counts tries, so that passwords and answers cannot be guessed through the gateway. */
export interface Attempts {
  readonly take: (attempt: Attempt) => Admission;
}

/**
 * Windows of fixed length, from the first attempt on, of the users alone: all users of an office, of
 * a carrier or of a CDN come from one address.
 */
export function createAttempts({
  perUser = limits.attemptsPerUser,
  windowMs = limits.attemptWindowMs,
  monotonicNow = () => performance.now(),
}: AttemptOptions = {}): Attempts {
  const users = createWindows({ most: perUser, windowMs, monotonicNow });

  return {
    take({ caller, isPartner }) {
      const waitMs = isPartner ? null : users.take(caller);
      return waitMs === null
        ? { ok: true }
        : { ok: false, retryAfterMs: Math.ceil(waitMs), limit: 'attemptsPerUser' };
    },
  };
}
