import type { Caller } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import type { CreateSharedTries } from '../../shared/shared-tries.ts';
import { rateLimited, type Refusal } from '../refusal.ts';

export interface CredentialAttemptOptions {
  readonly createTries: CreateSharedTries;
  /** Attempts per window and end user. */
  readonly perUser?: number;
  readonly windowMs?: number;
}

/**
 * Counts attempts with credentials or MFA answers, so that nobody can guess them through the
 * gateway, whichever replica they use.
 */
export interface CredentialAttempts {
  /**
   * Counts another attempt of this caller, or refuses it. Also refuses an attempt that cannot be
   * counted. Partners make attempts for many users and have no such limit.
   */
  readonly take: (caller: Caller) => Promise<Refusal | undefined>;
}

/** When to try again after an attempt that could not be counted. */
const UNCOUNTED_RETRY_MS = 5_000;

/**
 * The windows have a fixed length, from the first attempt on. They are per user and not per
 * address: all users of an office, a carrier or a CDN come from one address.
 */
export function createCredentialAttempts({
  createTries,
  perUser = limits.attemptsPerUser,
  windowMs = limits.attemptWindowMs,
}: CredentialAttemptOptions): CredentialAttempts {
  const users = createTries({ name: 'credentials', most: perUser, windowMs });

  return {
    async take({ caller, viewer }) {
      const wait = viewer.kind === 'partner' ? null : await users.take(caller);
      if (wait === null) return undefined;
      const limit = 'attemptsPerUser';
      return wait === 'away'
        ? rateLimited({
            limit,
            message: 'Attempts cannot be counted at the moment. Try again in a few seconds.',
            retryAfterMs: UNCOUNTED_RETRY_MS,
          })
        : rateLimited({
            limit,
            message: 'Too many attempts. Try again later.',
            retryAfterMs: Math.ceil(wait),
          });
    },
  };
}
