import type { Secret } from '../secret.ts';
import { createActiveUsers, type IsUserActive } from './active-users.ts';
import { AuthError } from './auth-error.ts';
import { toBearer, type Bearer, type ClaimNames } from './claims.ts';
import type { Fetch } from './fetch-jwks.ts';
import { createJwks } from './jwks.ts';
import { createRecentTokens } from './recent-tokens.ts';
import type { SharedUserGuids } from './shared-user-guids.ts';
import { createTokenReader, hasExpired, PUBLIC_KEY_ALGORITHMS, type KeySource } from './token.ts';
import { createUserGuids, DISABLED, type FindUserGuid } from './user-guids.ts';
import type { Viewer } from './viewer.ts';

/** The identity of a caller, and the time at which it ends. */
export interface Session {
  readonly viewer: Viewer;
  /** Milliseconds since 1970; null for never. May be further away than a timer can wait. */
  readonly expiresAt: number | null;
  /** The same for all of one caller's sessions: `user:USR-…`, `partner:<name>`, or `anonymous`. */
  readonly caller: string;
  /**
   * For open streams and sockets: false once MX says that the user is deleted, disabled, or not the one that
   * the token names. Never rejects. Callers may ask every few seconds; MX is asked once a minute.
   */
  readonly isStillGood: () => Promise<boolean>;
}

/** The parts of a session that limits depend on. */
export type Caller = Pick<Session, 'caller' | 'viewer'>;

export interface Authenticator {
  /**
   * `authorization` is the value of an Authorization header, or of the same field in
   * `connection_init`.
   *
   * @throws {AuthError}
   */
  readonly authenticate: (authorization: string | undefined) => Promise<Session>;
  /**
   * What `authenticate` would resolve with, if that is known at once: for a token that was accepted
   * within the last seconds, and is still good by the same rules. Otherwise undefined.
   */
  readonly recognise: (authorization: string | undefined) => Session | undefined;
  /** Fetches the keys that verify tokens. Never rejects: without keys the gateway is not ready. */
  readonly prepare: () => Promise<void>;
  /**
   * False while no token can be verified: the issuer's keys could not be fetched yet, or not for a
   * day. A call fetches the keys, so that a gateway without traffic becomes ready.
   */
  readonly isReady: () => boolean;
  /** Call this when a user was created, changed or deleted: tokens may name another user now. */
  readonly forgetUser: (userGuid: string) => void;
}

export type AuthenticatorOptions = { readonly kind: 'none' } | JwtOptions;

export interface JwtOptions extends ClaimNames {
  readonly kind: 'jwt';
  readonly keys:
    | { readonly kind: 'jwks'; readonly url: string }
    | { readonly kind: 'secret'; readonly secret: Secret<string> };
  readonly issuer: string;
  readonly audience: string;
  /** The claim that is or contains `audience`; defaults to `aud`. */
  readonly audienceClaim?: string | undefined;
  readonly findUserGuid: FindUserGuid;
  readonly sharedGuids?: SharedUserGuids | undefined;
  readonly isUserActive: IsUserActive;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  readonly fetch: Fetch;
  /** The timeout of one fetch of the key set. */
  readonly timeoutMs?: number | undefined;
  /** Called with the reason each time the key set could not be fetched. */
  readonly onKeysFailure?: ((error: unknown) => void) | undefined;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  return options.kind === 'none' ? letEverybodyIn : createJwtAuthenticator(options);
}

const always = () => Promise.resolve(true);

const anybody: Session = {
  viewer: { kind: 'partner' },
  expiresAt: null,
  caller: 'anonymous',
  isStillGood: always,
};

const letEverybodyIn: Authenticator = {
  authenticate: () => Promise.resolve(anybody),
  recognise: () => anybody,
  prepare: () => Promise.resolve(),
  isReady: () => true,
  forgetUser: () => {},
};

function createJwtAuthenticator(options: JwtOptions): Authenticator {
  const { keys, prepare, isReady } = createKeySource(options);
  const { now } = options;
  const readToken = createTokenReader({ ...options, keys });
  const recent = createRecentTokens();
  const guids = createUserGuids(options);
  const users = createActiveUsers(options);

  /** The guid of the user that a token names; null when the user does not exist. */
  async function findUser(bearer: Exclude<Bearer, { kind: 'partner' }>): Promise<string | null> {
    if (bearer.kind === 'external') return guids.find(bearer.externalId);
    return (await users.isActive(bearer.userGuid)) ? bearer.userGuid : DISABLED;
  }

  async function identify(bearer: Bearer): Promise<Omit<Session, 'expiresAt'>> {
    if (bearer.kind === 'partner') {
      const caller = `partner:${bearer.name}`;
      return { viewer: { kind: 'partner' }, caller, isStillGood: always };
    }
    const userGuid = await findUser(bearer);
    if (userGuid === null) {
      throw new AuthError('UNKNOWN_USER', 'no user has the external id that the token names');
    }
    if (userGuid === DISABLED) {
      throw new AuthError('UNAUTHENTICATED', 'the user of the token is disabled or deleted');
    }
    return {
      viewer: { kind: 'user', userGuid },
      caller: `user:${userGuid}`,
      isStillGood: () =>
        findUser(bearer).then(
          (found) => found === userGuid,
          () => true, // MX does not respond, and without MX the token gives access to nothing
        ),
    };
  }

  /** True if the same bearer would be the same user now, without a call to MX. */
  function isSurely(bearer: Bearer, { viewer }: Session): boolean {
    if (viewer.kind === 'partner' || bearer.kind === 'partner') return true;
    return bearer.kind === 'user'
      ? users.isSurelyActive(bearer.userGuid)
      : guids.findAtOnce(bearer.externalId) === viewer.userGuid;
  }

  return {
    async authenticate(authorization) {
      const acceptedAt = now();
      const acceptedWith = keys.current();
      const claims = await readToken(authorization);
      const bearer = toBearer(claims, options);
      const session = { ...(await identify(bearer)), expiresAt: claims.exp * 1000 };
      if (authorization !== undefined) {
        recent.remember(authorization, { session, bearer, claims, acceptedAt, acceptedWith });
      }
      return session;
    },
    recognise(authorization) {
      const known = authorization === undefined ? undefined : recent.recall(authorization);
      if (known === undefined) return undefined;
      const { session, bearer, claims, acceptedAt, acceptedWith } = known;
      const time = now();
      const isGood =
        acceptedWith !== undefined &&
        acceptedWith === keys.current() &&
        // A clock that was set back may make a token too young again.
        time >= acceptedAt &&
        !hasExpired(claims.exp, time / 1000) &&
        isSurely(bearer, session);
      return isGood ? session : undefined;
    },
    prepare,
    isReady,
    forgetUser(userGuid) {
      guids.forget(userGuid);
      users.forget(userGuid);
    },
  };
}

function createKeySource(options: JwtOptions): {
  readonly keys: KeySource;
  readonly prepare: () => Promise<void>;
  readonly isReady: () => boolean;
} {
  const { keys, fetch, monotonicNow, timeoutMs, onKeysFailure: onFailure } = options;
  if (keys.kind === 'secret') {
    const secret = Buffer.from(keys.secret.reveal());
    return {
      keys: {
        algorithms: ['HS256'],
        find: () => Promise.resolve(secret),
        current: () => secret,
      },
      prepare: () => Promise.resolve(),
      isReady: () => true,
    };
  }
  const { find, current, prepare, isReady } = createJwks({
    url: keys.url,
    ...{ fetch, monotonicNow, timeoutMs, onFailure },
  });
  return { keys: { algorithms: PUBLIC_KEY_ALGORITHMS, find, current }, prepare, isReady };
}
