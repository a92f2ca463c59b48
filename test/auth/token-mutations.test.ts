import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import { Secret } from '../../src/secret.ts';
import {
  createEcSigner,
  createEdSigner,
  createRsaSigner,
  createSecretSigner,
  createTestAuthenticator,
  mint,
  USER,
} from './issuer.ts';

const SECRET = 'a-secret-of-at-least-32-bytes-000';
const secretSigner = createSecretSigner(SECRET);
const signers = [createRsaSigner('a'), createEcSigner('b'), createEdSigner('c'), secretSigner];

const sources = signers.map((signer) => ({
  alg: signer.alg,
  token: mint(signer),
  authenticator: createTestAuthenticator({
    keys:
      signer === secretSigner
        ? { kind: 'secret', secret: new Secret(SECRET) }
        : { kind: 'jwks', url: 'https://issuer.example.com/jwks' },
    fetch: () => Promise.resolve(Response.json({ keys: [signer.jwk] })),
  }),
}));

const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/** Half of them stay within the alphabet of tokens: only those get as far as the signature. */
const character = fc.oneof(
  fc.constantFrom(...ALPHABET, '.'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

/** Puts `text` in the place of `length` characters. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 3 }),
  text: fc.array(character, { maxLength: 3 }).map((parts) => parts.join('')),
});

test.for(sources)('a changed token of $alg is refused', async ({ token, authenticator }) => {
  await expect(authenticator.authenticate(`Bearer ${token}`)).resolves.toMatchObject({
    caller: `user:${USER}`,
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, length, text }) => {
      const index = Math.floor(at * token.length);
      const changed = token.slice(0, index) + text + token.slice(index + length);
      fc.pre(changed !== token);
      expect(await codeOf(authenticator.authenticate(`Bearer ${changed}`))).toBe('UNAUTHENTICATED');
    }),
    { numRuns: 500 },
  );
});

test.for(sources)('a token of $alg with another last character is refused', async (source) => {
  const { token, authenticator } = source;
  const codes = ALPHABET.filter((letter) => !token.endsWith(letter)).map((letter) =>
    codeOf(authenticator.authenticate(`Bearer ${token.slice(0, -1)}${letter}`)),
  );
  expect(new Set(await Promise.all(codes))).toEqual(new Set(['UNAUTHENTICATED']));
  expect(codes).toHaveLength(63);
});

test('an arbitrary text is refused as a token, with no other error', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.array(fc.base64String(), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
    fc
      .tuple(fc.json(), fc.json())
      .map(([header, payload]) =>
        [header, payload, 'sig!'].map((part) => Buffer.from(part).toString('base64url')).join('.'),
      ),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...sources), text, async ({ authenticator }, token) => {
      expect(await codeOf(authenticator.authenticate(`Bearer ${token}`))).toBe('UNAUTHENTICATED');
      expect(await codeOf(authenticator.authenticate(token))).toBe('UNAUTHENTICATED');
    }),
    { numRuns: 500 },
  );
});

function codeOf(session: Promise<unknown>): Promise<unknown> {
  return session.then(
    () => 'passes',
    (error: unknown) => (error instanceof AuthError ? error.code : error),
  );
}
