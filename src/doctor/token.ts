import { createIsUserActive } from '../auth/active-users.ts';
import { AuthError, EarlyToken, ExpiredToken } from '../auth/auth-error.ts';
import { createAuthenticator } from '../auth/authenticator.ts';
import type { Fetch } from '../auth/fetch-jwks.ts';
import { createFindUserGuid } from '../auth/find-user-guid.ts';
import { createSandboxAuthenticator } from '../auth/sandbox-tokens.ts';
import type { AuthConfig } from '../config.ts';
import type { MxCalls } from '../mx/client.ts';
import type { Secret } from '../secret.ts';
import { failed, type Finding, ok, skipped } from './finding.ts';
import type { Clocks } from './mx-caller.ts';

export interface TokenOptions extends Pick<Clocks, 'now' | 'monotonicNow'> {
  readonly auth: AuthConfig;
  readonly isSandbox: boolean;
  readonly mx: MxCalls;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
}

/** Passes a token to the gateway's own authentication, and says why it is rejected. */
export async function judgeToken(token: Secret<string>, options: TokenOptions): Promise<Finding> {
  const { auth, isSandbox, mx } = options;
  if (auth.kind === 'none' && !isSandbox) {
    return skipped('token', 'AUTH is none: tokens are not verified.');
  }
  const people = {
    ...options,
    findUserGuid: createFindUserGuid(mx.users),
    isUserActive: createIsUserActive(mx.users),
  };
  const authenticator =
    auth.kind === 'none'
      ? createSandboxAuthenticator(people)
      : createAuthenticator({ ...people, ...auth });
  const text = token.reveal().trim();
  try {
    const { viewer, expiresAt } = await authenticator.authenticate(
      /^bearer\s/i.test(text) ? text : `Bearer ${text}`,
    );
    const who = viewer.kind === 'partner' ? 'one of your services' : 'an end user of MX';
    const minutes = Math.floor(((expiresAt ?? 0) - options.now()) / 60_000);
    return ok('token', `The token is accepted as ${who}, for ${minutes} more minutes.`, {
      kind: viewer.kind,
      minutes,
    });
  } catch (error) {
    return toRejected(error);
  }
}

function toRejected(error: unknown): Finding {
  if (!(error instanceof AuthError)) {
    return failed(
      'token',
      'The token is valid, but MX cannot be asked about its user.',
      'Mend what is reported about MX, and run the doctor again.',
    );
  }
  const { code, message } = error;
  if (code === 'UNAVAILABLE') {
    return failed(
      'token',
      'The token cannot be verified without the keys. See key-set.',
      'Mend what is reported about the key set.',
      { code },
    );
  }
  return code === 'UNKNOWN_USER'
    ? failed(
        'token',
        'The token is valid, but MX has no user with its external id.',
        'Create the user first (createUser with this externalId), or set AUTH_USER_CLAIM to the claim with the id.',
        { code },
      )
    : failed('token', `The token is rejected: ${message}.`, toFix(error), { code });
}

function toFix(error: AuthError): string {
  if (error instanceof ExpiredToken) {
    return 'Get a new token from the issuer. If it is new, compare the clocks of both machines.';
  }
  return error instanceof EarlyToken
    ? 'Compare the clocks of this machine and of the issuer: one of them is wrong, or the token is meant for later.'
    : 'Compare the token with AUTH_ISSUER, AUTH_AUDIENCE, AUTH_AUDIENCE_CLAIM, AUTH_USER_CLAIM, AUTH_PARTNER_CLAIM and the keys of the issuer.';
}
