/**
 * - `UNAUTHENTICATED`: no token, or one that is not accepted. A new token may help.
 * - `UNKNOWN_USER`: a good token, and no user of MX with the external id that it names. The same
 *   token is accepted once there is one.
 * - `UNAVAILABLE`: whether the token is good cannot be told now. The same token may help later.
 */
export type AuthErrorCode = 'UNAUTHENTICATED' | 'UNKNOWN_USER' | 'UNAVAILABLE';

/**
 * A caller who is not let in. The message says why, for the log alone: it holds nothing of the token,
 * and clients get the code.
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** A token that was good once. */
export class ExpiredToken extends AuthError {
  constructor() {
    super('UNAUTHENTICATED', 'the token has expired');
  }
}
