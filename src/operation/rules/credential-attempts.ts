import type { Caller } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import { rateLimited, type Refusal } from '../refusal.ts';
import { createTries } from './tries.ts';

export interface CredentialAttemptOptions {
  /** Attempts in one window, of one end user. */
  readonly perUser?: number;
  readonly windowMs?: number;
  /** Milliseconds of a clock that never goes back: who waits, waits no longer for a clock that is set. */
  readonly monotonicNow?: () => number;
}

/** Counts tries with credentials or MFA answers, so that none can be guessed through the gateway. */
export interface CredentialAttempts {
  /** Counts one more try of this caller, or refuses it. Services try for many users: they have no such limit. */
  readonly take: (caller: Caller) => Refusal | undefined;
}

/**
 * Windows of fixed length, from the first attempt on, of the users alone: all users of an office, of
 * a carrier or of a CDN come from one address.
 */
export function createCredentialAttempts({
  perUser = limits.attemptsPerUser,
  windowMs = limits.attemptWindowMs,
  monotonicNow = () => performance.now(),
}: CredentialAttemptOptions = {}): CredentialAttempts {
  const users = createTries({ most: perUser, windowMs, monotonicNow });

  return {
    take({ caller, viewer }) {
      const waitMs = viewer.kind === 'partner' ? null : users.take(caller);
      if (waitMs === null) return undefined;
      const message = 'Too many attempts. Try again later.';
      const retryAfterMs = Math.ceil(waitMs);
      return rateLimited({ limit: 'attemptsPerUser', message, retryAfterMs });
    },
  };
}
