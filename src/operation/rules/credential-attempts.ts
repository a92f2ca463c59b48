import type { Caller } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import { createTries } from '../../tries.ts';
import { rateLimited, type Refusal } from '../refusal.ts';

export interface CredentialAttemptOptions {
  /** Attempts per window and end user. */
  readonly perUser?: number;
  readonly windowMs?: number;
  /**
   * Milliseconds of a monotonic clock, so that setting the system clock makes no end user wait
   * longer.
   */
  readonly monotonicNow?: () => number;
}

/**
 * Counts attempts with credentials or MFA answers, so that nobody can guess them through the
 * gateway.
 */
export interface CredentialAttempts {
  /**
   * Counts another attempt of this caller, or refuses it. Partners make attempts for many users and
   * have no such limit.
   */
  readonly take: (caller: Caller) => Refusal | undefined;
}

/**
 * The windows have a fixed length, from the first attempt on. They are per user and not per
 * address: all users of an office, a carrier or a CDN come from one address.
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
