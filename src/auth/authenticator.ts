import type { Secret } from '../mx/secret.ts';
import { AuthError } from './auth-error.ts';
import { readBearer } from './bearer.ts';
import { toBearer, type Bearer } from './claims.ts';
import type { Fetch } from './fetch-jwks.ts';
import { createJwks } from './jwks.ts';
import { PUBLIC_KEY_ALGORITHMS, readToken, type KeySource } from './token.ts';
import { createUserGuids, type FindUserGuid } from './user-guids.ts';
import type { Viewer } from './viewer.ts';

/** Who a caller is, and for how long. */
export interface Session {
  readonly viewer: Viewer;
  /** Milliseconds since 1970; null for never. May be further away than a timer can wait. */
  readonly expiresAt: number | null;
  /** The same for all of one caller's sessions: `user:USR-…`, `partner:<name>`, or `anonymous`. */
  readonly caller: string;
}

export interface Authenticator {
  /**
   * `authorization` is the value of an Authorization header, or of that field in `connection_init`.
   *
   * @throws {AuthError}
   */
  readonly authenticate: (authorization: string | undefined) => Promise<Session>;
  /**
   * False while no token can be checked: the issuer's keys could not be fetched yet, or not for a
   * day. Asking has them fetched, so that a gateway without traffic becomes ready.
   */
  readonly isReady: () => boolean;
  /** To be called when a user was deleted or has a new external id: `sub` may name another one now. */
  readonly forgetUser: (userGuid: string) => void;
}

export type AuthenticatorOptions = { readonly kind: 'none' } | JwtOptions;

export interface JwtOptions {
  readonly kind: 'jwt';
  readonly keys:
    | { readonly kind: 'jwks'; readonly url: string }
    | { readonly kind: 'secret'; readonly secret: Secret };
  readonly issuer: string;
  readonly audience: string;
  readonly findUserGuid: FindUserGuid;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetch: Fetch;
  /** Of one fetch of the key set. */
  readonly timeoutMs?: number | undefined;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  return options.kind === 'none' ? letEverybodyIn : createJwtAuthenticator(options);
}

const anybody: Session = { viewer: { kind: 'partner' }, expiresAt: null, caller: 'anonymous' };

const letEverybodyIn: Authenticator = {
  authenticate: () => Promise.resolve(anybody),
  isReady: () => true,
  forgetUser: () => {},
};

function createJwtAuthenticator(options: JwtOptions): Authenticator {
  const { issuer, audience, findUserGuid, now } = options;
  const { keys, isReady } = createKeySource(options);
  const users = createUserGuids({ findUserGuid, now });

  async function identify(bearer: Bearer): Promise<Pick<Session, 'viewer' | 'caller'>> {
    if (bearer.kind === 'partner') {
      return { viewer: { kind: 'partner' }, caller: `partner:${bearer.name}` };
    }
    const userGuid = bearer.kind === 'user' ? bearer.userGuid : await users.find(bearer.externalId);
    if (userGuid === null) {
      throw new AuthError('UNAUTHENTICATED', 'the subject of the token is no user');
    }
    return { viewer: { kind: 'user', userGuid }, caller: `user:${userGuid}` };
  }

  return {
    async authenticate(authorization) {
      const claims = await readToken(readBearer(authorization), { keys, issuer, audience, now });
      const bearer = toBearer(claims);
      if (bearer === null) throw new AuthError('UNAUTHENTICATED', 'the token names nobody');
      return { ...(await identify(bearer)), expiresAt: claims.exp * 1000 };
    },
    isReady,
    forgetUser: users.forget,
  };
}

function createKeySource(options: JwtOptions): {
  readonly keys: KeySource;
  readonly isReady: () => boolean;
} {
  const { keys, fetch, now, timeoutMs } = options;
  if (keys.kind === 'secret') {
    const secret = Buffer.from(String(keys.secret.reveal()));
    return {
      keys: { algorithms: ['HS256'], find: () => Promise.resolve(secret) },
      isReady: () => true,
    };
  }
  const jwks = createJwks({ url: keys.url, fetch, now, timeoutMs });
  return { keys: { algorithms: PUBLIC_KEY_ALGORITHMS, find: jwks.find }, isReady: jwks.isReady };
}
