import { isLoopback } from '../loopback.ts';
import { Secret } from '../secret.ts';
import { DEFAULT_HOST, type Environment } from './variables.ts';

/** How the gateway authenticates callers. */
export type AuthConfig =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'jwt';
      readonly keys: TokenKeys;
      /** The claim `iss` that every token has. */
      readonly issuer: string;
      /** The value that the claim `aud`, or `audienceClaim`, of every token equals or contains. */
      readonly audience: string;
      readonly audienceClaim?: string | undefined;
      /** The claim that names the end user, in place of `mx_user_guid` and `sub`. */
      readonly userClaim?: string | undefined;
      /** The claim that identifies a partner, in place of `scope` and `scp`… */
      readonly partnerClaim?: string | undefined;
      /** …and the value that it must contain, in place of `mx:partner`. */
      readonly partnerValue?: string | undefined;
    };

/** The keys that verify tokens: an issuer's public keys, or one secret for HS256. */
type TokenKeys =
  | { readonly kind: 'jwks'; readonly url: string }
  | { readonly kind: 'secret'; readonly secret: Secret<string> };

interface AuthVariables {
  readonly AUTH?: 'none' | 'jwt' | undefined;
  readonly AUTH_JWKS_URL?: string | undefined;
  readonly AUTH_JWT_SECRET?: string | undefined;
  readonly AUTH_ISSUER?: string | undefined;
  readonly AUTH_AUDIENCE?: string | undefined;
  readonly AUTH_AUDIENCE_CLAIM?: string | undefined;
  readonly AUTH_USER_CLAIM?: string | undefined;
  readonly AUTH_PARTNER_CLAIM?: string | undefined;
  readonly AUTH_PARTNER_VALUE?: string | undefined;
}

const KEY_NAMES = ['AUTH_JWKS_URL', 'AUTH_JWT_SECRET'] as const;
const CLAIM_NAMES = ['AUTH_ISSUER', 'AUTH_AUDIENCE'] as const;
const OPTIONAL_NAMES = [
  'AUTH_AUDIENCE_CLAIM',
  'AUTH_USER_CLAIM',
  'AUTH_PARTNER_CLAIM',
  'AUTH_PARTNER_VALUE',
] as const;

/** Expects variables without problems, as `findAuthProblems` reports them. */
export function toAuthConfig(read: AuthVariables): AuthConfig {
  const { AUTH_JWKS_URL: url, AUTH_JWT_SECRET: secret } = read;
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = read;
  const keys: TokenKeys | undefined =
    url !== undefined
      ? { kind: 'jwks', url }
      : secret !== undefined
        ? { kind: 'secret', secret: new Secret(secret) }
        : undefined;
  if (read.AUTH !== 'jwt' && keys === undefined) return { kind: 'none' };
  // This line is never reached. If it were, the gateway must not let every caller in.
  if (keys === undefined || issuer === undefined || audience === undefined) {
    throw new TypeError('AUTH is half set');
  }
  return {
    kind: 'jwt',
    keys,
    issuer,
    audience,
    audienceClaim: read.AUTH_AUDIENCE_CLAIM,
    userClaim: read.AUTH_USER_CLAIM,
    partnerClaim: read.AUTH_PARTNER_CLAIM,
    partnerValue: read.AUTH_PARTNER_VALUE,
  };
}

/** Missing or contradictory AUTH variables. Reads raw values, as `findContradictions` does. */
export function findAuthProblems(given: Environment): string[] {
  const { AUTH, AUTH_JWKS_URL, AUTH_JWT_SECRET } = given;
  const settings = [...KEY_NAMES, ...CLAIM_NAMES, ...OPTIONAL_NAMES].filter(
    (name) => given[name] !== undefined,
  );
  if (AUTH === 'none') {
    return settings.length === 0
      ? findOpenDoors(given)
      : [
          `AUTH is none, but ${settings.join(', ')} would verify tokens. Unset ${settings.length === 1 ? 'it' : 'them'} to let every caller in, or set AUTH=jwt.`,
        ];
  }
  // Another value is reported elsewhere, and its intended meaning is not known.
  if (AUTH !== undefined && AUTH !== 'jwt') return [];
  if (AUTH === undefined && settings.length === 0) return findOpenDoors(given);

  const problems: string[] = [];
  if (AUTH_JWKS_URL !== undefined && AUTH_JWT_SECRET !== undefined) {
    problems.push(
      'AUTH_JWKS_URL and AUTH_JWT_SECRET are both set. Keep the one that the issuer of your tokens signs with.',
    );
  }
  if (AUTH_JWKS_URL === undefined && AUTH_JWT_SECRET === undefined) {
    problems.push(
      'AUTH_JWKS_URL is not set. To verify tokens, set either AUTH_JWKS_URL or AUTH_JWT_SECRET.',
    );
  }
  for (const name of CLAIM_NAMES.filter((each) => given[each] === undefined)) {
    const claim = name === 'AUTH_ISSUER' ? 'iss' : 'aud';
    problems.push(
      `${name} is not set. Without it, tokens for other services with the same keys would be accepted. Set it to the "${claim}" claim of your tokens.`,
    );
  }
  return problems;
}

/** Callers without a token must not reach the users behind real keys. */
function findOpenDoors({ MX_CLIENT_ID, MX_API_KEY, AUTH, HOST = DEFAULT_HOST }: Environment) {
  if (MX_CLIENT_ID === undefined && MX_API_KEY === undefined) return [];
  if (AUTH === undefined) {
    return [
      'AUTH is not set. With MX keys, every caller could read every user. To verify tokens, set AUTH_JWKS_URL or AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE. To let every caller in, set AUTH=none; this is only allowed on a loopback HOST.',
    ];
  }
  return isLoopback(HOST)
    ? []
    : [
        `HOST is ${JSON.stringify(HOST)}; with MX keys and AUTH=none it must be loopback, such as 127.0.0.1.`,
      ];
}
