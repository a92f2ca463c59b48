import { AuthError, ExpiredToken } from '../../auth/auth-error.ts';
import type { Authenticator, Session } from '../../auth/authenticator.ts';
import { limits } from '../../limits.ts';
import { createTries } from '../../tries.ts';
import { rateLimited } from '../refusal.ts';

/**
 * Returns the session of the caller who sends this Authorization value, in a header or in
 * `connection_init`. Rejects with an `AuthError`, or with RATE_LIMITED for another bad token from a
 * network that sends many.
 *
 * @param findNetwork returns the client's network, for a bad token only; null if it is not counted
 */
export type Authenticate = (
  authorization: string | undefined,
  findNetwork: () => string | null,
) => Promise<Session>;

export interface AuthenticationOptions extends Pick<Authenticator, 'authenticate'> {
  /** Bad tokens per address and window. */
  readonly perAddress?: number;
  readonly windowMs?: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

/** The number of addresses in memory. An attacker can claim any number of addresses at no cost. */
const MAX_ADDRESSES = 10_000;

/**
 * Counts the rejected tokens of an address. Many people may share an address, so the limit only
 * changes the response to a bad token: callers with a good token are admitted, and callers with an
 * expired token or without a token get the usual error.
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
