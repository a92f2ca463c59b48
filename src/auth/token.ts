import { errors, jwtVerify, type JWSHeaderParameters, type JWTPayload } from 'jose';
import { AuthError, EarlyToken, ExpiredToken } from './auth-error.ts';
import { readBearer } from './bearer.ts';
import { readClaim } from './read-claim.ts';
import { createVerifiedTokens, type Key, type VerifiedToken } from './verified-tokens.ts';

/** The source of the key of a token, and the algorithms that may be used with it. */
export interface KeySource {
  readonly algorithms: readonly string[];
  readonly find: (header: JWSHeaderParameters) => Promise<Key>;
  /**
   * The keys of the moment: a token that was accepted is still signed with a good key while this is
   * the same object. Undefined if the keys must be fetched first.
   */
  readonly current: () => object | undefined;
}

export interface TokenOptions {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  /** The claim that is or contains `audience`; defaults to `aud`. */
  readonly audienceClaim?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The claims of an accepted token. */
export interface Claims extends JWTPayload {
  readonly exp: number;
}

/**
 * The algorithms for a published key set. HS256 is not among them, even if a token names it,
 * because a secret never belongs in a published set.
 */
export const PUBLIC_KEY_ALGORITHMS: readonly string[] = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];

/** An issuer's clock may be this much ahead of this machine's… */
const AHEAD_S = 60;
/** …and this much behind: an expired token is not accepted for longer. */
const BEHIND_S = 5;

/** Header fields with which a token supplies its own key or its own rules. */
const REFUSED_FIELDS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'] as const;

/** The type of an access token is `at+jwt` (RFC 9068); most issuers write `JWT`. */
const TYPES: readonly unknown[] = ['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'];

/** The last moment that a `Date` can represent, in seconds since 1970. */
const LAST_SECOND = 8.64e12;

/**
 * Reads Authorization values: the claims of a compact JWS, after all checks of RFC 8725. The reader
 * rejects with an AuthError: UNAUTHENTICATED, or UNAVAILABLE when the key of the token cannot be
 * fetched.
 */
export function createTokenReader(
  options: TokenOptions,
): (authorization: string | undefined) => Promise<Claims> {
  const { keys, now } = options;
  const verified = createVerifiedTokens(keys.find);

  async function read(authorization: string | undefined): Promise<Claims> {
    const time = now();
    // The whole value is remembered: its form was checked before its token was.
    const payload =
      (authorization === undefined ? undefined : await verified.recall(authorization, time)) ??
      (await readAnew(authorization, time));
    return checkTimes(payload, time / 1000);
  }

  async function readAnew(authorization: string | undefined, time: number): Promise<JWTPayload> {
    const token = readBearer(authorization);
    return verified.remember(authorization ?? token, await verify(token, time, options), time);
  }

  return async (authorization) => {
    try {
      return await read(authorization);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new ExpiredToken();
      throw error instanceof AuthError ? error : toAuthError(error);
    }
  };
}

/** Checks all of a token, except for the times that `checkTimes` checks. */
async function verify(token: string, time: number, options: TokenOptions): Promise<VerifiedToken> {
  const { keys, issuer, audience, audienceClaim = 'aud' } = options;
  let key: Key | undefined;
  const { payload, protectedHeader: header } = await jwtVerify(
    token,
    async (named) => (key = await findKey(named, keys)),
    {
      algorithms: [...keys.algorithms],
      issuer,
      clockTolerance: AHEAD_S,
      currentDate: new Date(time),
    },
  );
  checkAudience(readClaim(payload, audienceClaim), audience, audienceClaim);
  return { payload, header, key };
}

function findKey(header: JWSHeaderParameters, keys: KeySource): Promise<Key> {
  const refused = REFUSED_FIELDS.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) {
    throw new AuthError('UNAUTHENTICATED', `the header of the token contains ${refused}`);
  }
  const { typ } = header;
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.includes(typ.toLowerCase()))) {
    throw new AuthError('UNAUTHENTICATED', 'the token has an unsupported type');
  }
  return keys.find(header);
}

/** Issuers write one audience or a list of them; some write the client of the token instead. */
function checkAudience(value: unknown, audience: string, claim: string): void {
  if (value === audience || (Array.isArray(value) && value.includes(audience))) return;
  const problem = value === undefined ? 'is missing' : 'is not AUTH_AUDIENCE';
  throw new AuthError('UNAUTHENTICATED', `the claim ${claim} of the token ${problem}`);
}

/** The checks that jose omits: an `iat` in the future, and an `exp` that is missing or too far away for a clock. */
function checkTimes(payload: JWTPayload, now: number): Claims {
  const { iat, exp } = payload;
  if (iat !== undefined && iat > now + AHEAD_S) {
    throw new EarlyToken('the token was issued in the future');
  }
  if (exp === undefined || exp > LAST_SECOND) {
    throw new AuthError('UNAUTHENTICATED', 'the token never expires');
  }
  if (hasExpired(exp, now)) {
    throw new ExpiredToken();
  }
  return { ...payload, exp };
}

/** Both are in seconds since 1970. */
export function hasExpired(exp: number, now: number): boolean {
  return exp <= Math.floor(now) - BEHIND_S;
}

function toAuthError(error: unknown): AuthError {
  return isEarly(error)
    ? new EarlyToken('the token is not valid yet')
    : new AuthError('UNAUTHENTICATED', describe(error));
}

function isEarly(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed &&
    error.claim === 'nbf' &&
    error.reason === 'check_failed'
  );
}

/**
 * jose's errors contain the claims, and their messages contain parts of the header. The description
 * repeats neither.
 */
function describe(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return describeClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return 'the token is signed with an algorithm that is not accepted';
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return 'the token is signed with a key that is not in the key set';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'the token was signed with another key, or was changed';
  }
  const code = error instanceof errors.JOSEError ? error.code : 'ERR_KEY';
  return `the token was rejected: ${code}`;
}

function describeClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `the claim ${claim} of the token is missing`;
  if (claim === 'iss') return 'the claim iss of the token is not AUTH_ISSUER';
  return `the claim ${claim} of the token is ${reason}`;
}
