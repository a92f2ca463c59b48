import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import {
  createEdSigner,
  createRsaSigner,
  createSecretSigner,
  createTestAuthenticator,
  mint,
  startKeyServer,
  type KeyServer,
  type Signer,
} from './issuer.ts';

const first = createEdSigner('first');

/** Answers `in` or the code of the refusal. */
function setUp({ url }: Pick<KeyServer, 'url'>) {
  const authenticator = createTestAuthenticator({ keys: { kind: 'jwks', url } });
  return (signer: Signer, header = {}) =>
    authenticator.authenticate(`Bearer ${mint(signer, {}, header)}`).then(
      () => 'in',
      (error: unknown) => (error instanceof AuthError ? error.code : error),
    );
}

function exportKey(type: 'x25519' | 'rsa') {
  const pair =
    type === 'rsa' ? generateKeyPairSync(type, { modulusLength: 1024 }) : generateKeyPairSync(type);
  return pair.publicKey.export({ format: 'jwk' });
}

test.for<[string, unknown]>([
  ['null', null],
  ['a number', 7],
  ['a text', 'RSA'],
  ['a list', [[]]],
  ['a key of an unknown kind', { kty: 'AKP', kid: 'first', alg: 'ML-DSA-44', pub: 'AA' }],
  ['a key of no kind', { kid: 'first' }],
  ['a kind that is no text', { kty: ['EC'], kid: 'first' }],
  ['the same key again', first.jwk],
  ['the same key with a certificate', { ...first.jwk, x5c: ['MII'], x5t: 'x' }],
  ['a key whose numbers are damaged', { ...first.jwk, x: 'AAAA' }],
  ['a key without numbers', { kty: 'EC', kid: 'first' }],
  ['the private half of the key', { ...first.jwk, d: 'AAAA' }],
  ['the same key for encryption', { ...first.jwk, use: 'enc' }],
  ['a shared secret of the same name', { kty: 'oct', kid: 'first', k: 'AAAA' }],
  ['a key for key agreement', { ...exportKey('x25519'), kid: 'first' }],
])('%s in the set does not spoil its other keys', async ([, entry]) => {
  await using server = await startKeyServer();
  for (const keys of [
    [entry, first.jwk],
    [first.jwk, entry],
  ]) {
    server.answer((response) => response.end(JSON.stringify({ keys })));
    const enter = setUp(server);
    expect([await enter(first), await enter(first, { kid: undefined })]).toEqual(['in', 'in']);
  }
});

test('a key that is too short does not spoil the other keys of its kind', async () => {
  const strong = createRsaSigner('rsa');
  await using server = await startKeyServer(
    { ...strong, jwk: { ...exportKey('rsa'), kid: 'rsa' } },
    strong,
  );
  expect(await setUp(server)(strong, { kid: undefined })).toBe('in');
});

test('an endlessly nested set does not spoil its usable keys', async () => {
  await using server = await startKeyServer();
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const key = JSON.stringify(first.jwk);
  server.answer((response) => response.end(`{"keys":[${key.slice(0, -1)},"x5c":${deep}}]}`));
  expect(await setUp(server)(first)).toBe('in');
});

test('a private key, a secret and an encryption key in the set verify no token', async () => {
  const [other, second] = [createEdSigner('other'), createEdSigner('second')];
  const shared = createSecretSigner('a-secret-of-at-least-32-bytes-000', 'shared');
  await using server = await startKeyServer(
    { ...other, jwk: { ...other.jwk, d: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } },
    { ...second, jwk: { ...second.jwk, use: 'enc' } },
    shared,
    first,
  );
  const enter = setUp(server);
  for (const signer of [other, second, shared]) {
    expect(await enter(signer)).toBe('UNAUTHENTICATED');
  }
});
