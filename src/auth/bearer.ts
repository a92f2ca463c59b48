import { limits } from '../limits.ts';
import { AuthError } from './auth-error.ts';

const BEARER = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i;

/**
 * The token of an Authorization value, RFC 6750 section 2.1: three parts in canonical base64url.
 * Decoders ignore white space and spare bits, so without this rule many texts would be the same
 * token.
 *
 * @throws {AuthError} UNAUTHENTICATED
 */
export function readBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw new AuthError('UNAUTHENTICATED', 'there is no token');
  if (authorization.length > limits.authorizationCharacters) {
    const most = limits.authorizationCharacters;
    throw new AuthError('UNAUTHENTICATED', `the token has more than ${most} characters`);
  }
  const [, ...parts] = BEARER.exec(authorization) ?? [];
  if (parts.length !== 3 || !parts.every(isCanonical)) {
    throw new AuthError(
      'UNAUTHENTICATED',
      'the header is not "Bearer" followed by a token in three parts',
    );
  }
  return parts.join('.');
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}
