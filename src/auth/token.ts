import { errors, jwtVerify, type CryptoKey, type JWSHeaderParameters, type JWTPayload } from 'jose';
import { AuthError, ExpiredToken } from './auth-error.ts';
import { readClaim } from './read-claim.ts';

/** The source of the key of a token, and the algorithms that may be used with it. */
export interface KeySource {
  readonly algorithms: readonly string[];
  readonly find: (header: JWSHeaderParameters) => Promise<CryptoKey | Uint8Array>;
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
 * The claims of a compact JWS, after all checks of RFC 8725.
 *
 * @throws {AuthError} UNAUTHENTICATED, or UNAVAILABLE when its key cannot be fetched
 */
export async function readToken(token: string, options: TokenOptions): Promise<Claims> {
  const { keys, issuer, audience, audienceClaim = 'aud', now } = options;
  const time = now();
  try {
    const { payload } = await jwtVerify(token, (header) => findKey(header, keys), {
      algorithms: [...keys.algorithms],
      issuer,
      clockTolerance: AHEAD_S,
      currentDate: new Date(time),
    });
    checkAudience(readClaim(payload, audienceClaim), audience, audienceClaim);
    return checkTimes(payload, time / 1000);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new ExpiredToken();
    throw error instanceof AuthError ? error : new AuthError('UNAUTHENTICATED', describe(error));
  }
}

function findKey(header: JWSHeaderParameters, keys: KeySource) {
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
    throw new AuthError('UNAUTHENTICATED', 'the token was issued in the future');
  }
  if (exp === undefined || exp > LAST_SECOND) {
    throw new AuthError('UNAUTHENTICATED', 'the token never expires');
  }
  if (exp <= Math.floor(now) - BEHIND_S) {
    throw new ExpiredToken();
  }
  return { ...payload, exp };
}

/**
 * jose's errors contain the claims, and their messages contain parts of the header. The description
 * repeats neither.
 */
function describe(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return describeClaim(error);
  if (error instanceof errors.JWKSNoMatchingKey) {
    return 'the token is signed with a key that is not in the key set';
  }
  const code = error instanceof errors.JOSEError ? error.code : 'ERR_KEY';
  return `the token was rejected: ${code}`;
}

function describeClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `the claim ${claim} of the token is missing`;
  if (claim === 'iss') return 'the claim iss of the token is not AUTH_ISSUER';
  if (claim === 'nbf' && reason === 'check_failed') return 'the token is not valid yet';
  return `the claim ${claim} of the token is ${reason}`;
}
