import {
  createHmac,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createAuthenticator,
  type Authenticator,
  type JwtOptions,
} from '../../src/auth/authenticator.ts';

export const ISSUER = 'https://issuer.example.com/';
export const AUDIENCE = 'gateway';
/** When every test begins, in milliseconds and in seconds since 1970. */
export const START = Date.parse('2026-11-22T12:00:00Z');
export const NOW = START / 1000;
export const USER = 'USR-11111111-1111-4111-8111-111111111111';

export type Json = Readonly<Record<string, unknown>>;

/** A private key, and how it signs: the header's `alg` and `kid` are a token's first guess. */
export interface Signer {
  readonly alg: string;
  readonly kid: string;
  readonly jwk: JsonWebKey;
  readonly sign: (input: string) => Buffer;
}

export function createRsaSigner(kid: string): Signer {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return toSigner('RS256', kid, pair.publicKey, (input) => sign('sha256', input, pair.privateKey));
}

export function createEcSigner(kid: string): Signer {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return toSigner('ES256', kid, pair.publicKey, (input) => sign('sha256', input, key));
}

export function createEdSigner(kid: string): Signer {
  const pair = generateKeyPairSync('ed25519');
  return toSigner('EdDSA', kid, pair.publicKey, (input) => sign(null, input, pair.privateKey));
}

export function createSecretSigner(secret: string, kid = 'secret', bits = 256): Signer {
  const jwk = { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
  return {
    alg: `HS${bits}`,
    kid,
    jwk,
    sign: (input) => createHmac(`sha${bits}`, secret).update(input).digest(),
  };
}

function toSigner(
  alg: string,
  kid: string,
  key: KeyObject,
  make: (input: Buffer) => Buffer,
): Signer {
  return {
    alg,
    kid,
    jwk: { ...key.export({ format: 'jwk' }), kid },
    sign: (input) => make(Buffer.from(input)),
  };
}

/** What a token that passes says. */
export const goodClaims: Json = {
  iss: ISSUER,
  aud: AUDIENCE,
  iat: NOW,
  exp: NOW + 900,
  sub: 'alice',
  mx_user_guid: USER,
};

/** A token with these changes to the good one; a field that is undefined is left out. */
export function mint(signer: Signer, claims: Json = {}, header: Json = {}): string {
  const input = [
    { alg: signer.alg, kid: signer.kid, typ: 'at+jwt', ...header },
    { ...goodClaims, ...claims },
  ]
    .map(encode)
    .join('.');
  return `${input}.${signer.sign(input).toString('base64url')}`;
}

export function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly fetches: () => number;
  readonly publish: (...signers: Signer[]) => void;
  /** Answers so from now on, until the next `publish`. */
  readonly answer: (reply: Reply) => void;
}

type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** An issuer's key set on loopback. */
export async function startKeyServer(...signers: Signer[]): Promise<KeyServer> {
  let fetches = 0;
  let reply: Reply = () => {};
  const publish = (...published: Signer[]): void => {
    const body = JSON.stringify({ keys: published.map(({ jwk }) => jwk) });
    reply = (response) => response.end(body);
  };
  publish(...signers);
  const server = createServer((request, response) => {
    fetches += 1;
    reply(response, request);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    fetches: () => fetches,
    publish,
    answer: (next) => {
      reply = next;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Authenticates tokens at `START`; `options` say what is else. */
export function createTestAuthenticator(
  options: Pick<JwtOptions, 'keys'> & Partial<JwtOptions>,
): Authenticator {
  return createAuthenticator({
    kind: 'jwt',
    issuer: ISSUER,
    audience: AUDIENCE,
    findUserGuid: () => Promise.resolve(null),
    isUserActive: () => Promise.resolve(true),
    now: () => START,
    monotonicNow: () => 0,
    fetch: (url, init) => fetch(url, init),
    ...options,
  });
}
