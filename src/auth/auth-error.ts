/**
 * - `UNAUTHENTICATED`: the token is missing or not accepted. A new token may help.
 * - `UNKNOWN_USER`: the token is valid, but no user of MX has its external id. The same
 *   token is accepted once the user exists.
 * - `UNAVAILABLE`: the token cannot be verified now. The same token may work later.
 */
export type AuthErrorCode = 'UNAUTHENTICATED' | 'UNKNOWN_USER' | 'UNAVAILABLE';

/**
 * A rejected caller. The message contains the reason and is only for the log. It contains no part
 * of the token, and clients only receive the code.
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** A token that was valid and has expired. */
export class ExpiredToken extends AuthError {
  constructor() {
    super('UNAUTHENTICATED', 'the token has expired');
  }
}

/** A token of a clock that is ahead of this one, or that is meant for later. */
export class EarlyToken extends AuthError {
  constructor(message: 'the token is not valid yet' | 'the token was issued in the future') {
    super('UNAUTHENTICATED', message);
  }
}
