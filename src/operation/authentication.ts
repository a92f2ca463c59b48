import type { IncomingMessage } from 'node:http';
import { AuthError, ExpiredToken } from '../auth/auth-error.ts';
import type { Authenticator, Session } from '../auth/authenticator.ts';
import { type LimitName, limits } from '../limits.ts';
import { clientAddressOf, isNear, toNetwork } from './client-address.ts';
import { rateLimited } from './errors.ts';
import { createWindows } from './windows.ts';

/**
 * Who sends this Authorization value, or that field of `connection_init`. Rejects with an
 * `AuthError`, or with RATE_LIMITED for one more bad token from an address that sends many.
 */
export type Authenticate = (
  authorization: string | undefined,
  request: IncomingMessage | undefined,
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
 * so is a caller without any. What is near is a proxy that names nobody, or claims what it likes.
 */
export function createAuthenticate({
  authenticate,
  perAddress = limits.refusedTokensPerAddress,
  windowMs = limits.attemptWindowMs,
  monotonicNow,
}: AuthenticationOptions): Authenticate {
  const windows = createWindows({
    most: perAddress,
    windowMs,
    monotonicNow,
    maxKeys: MAX_ADDRESSES,
  });

  return async (authorization, request) => {
    try {
      return await authenticate(authorization);
    } catch (error) {
      if (authorization === undefined || !isBad(error)) throw error;
      const address = clientAddressOf(request);
      const waitMs = isNear(address) ? null : windows.take(toNetwork(address));
      if (waitMs === null) throw error;
      const limit: LimitName = 'refusedTokensPerAddress';
      throw rateLimited(waitMs, limit, 'Too many tokens of this address were refused.');
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
