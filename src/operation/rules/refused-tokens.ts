import { AuthError, ExpiredToken } from '../../auth/auth-error.ts';
import type { Authenticator, Session } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import { rateLimited } from '../refusal.ts';
import { createTries } from './tries.ts';

/**
 * Who sends this Authorization value, or that field of `connection_init`. Rejects with an
 * `AuthError`, or with RATE_LIMITED for one more bad token from a network that sends many.
 *
 * @param findNetwork of the client, asked only for a bad token; null for one that is not counted
 */
export type Authenticate = (
  authorization: string | undefined,
  findNetwork: () => string | null,
) => Promise<Session>;

export interface AuthenticationOptions extends Pick<Authenticator, 'authenticate'> {
  /** Bad tokens of one address in one window. */
  readonly perAddress?: number;
  readonly windowMs?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicNow: () => number;
}

/** Addresses that are remembered: there are more than memory, and each costs nothing to claim. */
const MAX_ADDRESSES = 10_000;

/**
 * Counts the tokens of an address that are refused. An address is many people, so it costs nobody
 * anything but the answer to a bad token: a good one is let in, one that has expired is told so, and
 * so is a caller without any.
 */
export function createAuthenticate({
  authenticate,
  perAddress = limits.refusedTokensPerAddress,
  windowMs = limits.attemptWindowMs,
  monotonicNow,
}: AuthenticationOptions): Authenticate {
  const tries = createTries({
    most: perAddress,
    windowMs,
    monotonicNow,
    maxKeys: MAX_ADDRESSES,
  });

  return async (authorization, findNetwork) => {
    try {
      return await authenticate(authorization);
    } catch (error) {
      if (authorization === undefined || !isBad(error)) throw error;
      const network = findNetwork();
      const waitMs = network === null ? null : tries.take(network);
      if (waitMs === null) throw error;
      throw rateLimited({
        limit: 'refusedTokensPerAddress',
        message: 'Too many tokens from this address were rejected.',
        retryAfterMs: waitMs,
        closeReason: 'Too many tokens refused',
      });
    }
  };
}

function isBad(error: unknown): boolean {
  return (
    error instanceof AuthError &&
    error.code === 'UNAUTHENTICATED' &&
    !(error instanceof ExpiredToken)
  );
}
