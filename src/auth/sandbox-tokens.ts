import { SignJWT } from 'jose';
import { Secret } from '../secret.ts';
import { type Authenticator, createAuthenticator, type JwtOptions } from './authenticator.ts';

// The demo users have no secrets: a reader of this key can only sign tokens for the sandbox.
const SECRET = 'known-to-everybody-and-good-for-the-sandbox-alone';
const ISSUER = 'https://sandbox.invalid';
const AUDIENCE = 'mx-graphql-gateway-sandbox';
const LIFETIME_MS = 30 * 24 * 3_600_000;

/** A token for an end user of the sandbox, by external id; valid for 30 days by default. */
export function signSandboxToken(
  externalId: string,
  nowMs: number,
  lifetimeMs = LIFETIME_MS,
): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(externalId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(new Date(nowMs))
    .setExpirationTime(new Date(nowMs + lifetimeMs))
    .sign(Buffer.from(SECRET));
}

/**
 * With the sandbox, a token is optional but verified if it is sent. Without a token the caller is
 * a partner, and with a token the caller is the end user that it names.
 */
export function createSandboxAuthenticator(
  options: Omit<JwtOptions, 'kind' | 'keys' | 'issuer' | 'audience'>,
): Authenticator {
  const partners = createAuthenticator({ kind: 'none' });
  const users = createAuthenticator({
    ...options,
    kind: 'jwt',
    keys: { kind: 'secret', secret: new Secret(SECRET) },
    issuer: ISSUER,
    audience: AUDIENCE,
  });
  return {
    ...users,
    authenticate: (authorization) =>
      authorization === undefined
        ? partners.authenticate(authorization)
        : users.authenticate(authorization),
    recognise: (authorization) =>
      authorization === undefined
        ? partners.recognise(authorization)
        : users.recognise(authorization),
  };
}
