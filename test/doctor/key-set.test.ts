import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { demo } from '../../src/sandbox/seed.ts';
import { Secret } from '../../src/secret.ts';
import {
  AUDIENCE,
  createEcSigner,
  createRsaSigner,
  ISSUER,
  mint,
  NOW,
  START,
  startKeyServer,
} from '../auth/issuer.ts';
import { silence } from '../support/fake-mx.ts';
import { freePort } from '../support/ports.ts';
import { examineEnv, withMx } from './examining.ts';

const signer = createRsaSigner('key-1');
const other = createEcSigner('key-2');

function withKeys(mxUrl: string, url: string) {
  return withMx(mxUrl, { AUTH_JWKS_URL: url, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE });
}

test('usable keys are listed with their kid and their algorithm', async () => {
  await using sandbox = await startSandbox();
  await using keys = await startKeyServer(signer, other);
  const { about, unwell } = await examineEnv(withKeys(sandbox.url, keys.url));
  expect(unwell()).toEqual([]);
  expect(about('key-set')).toMatch(/^ok: 2 usable keys at .*: key-1 \(RSA\), key-2 \(EC\)\./);
});

const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
  format: 'jwk',
});
type Reply = (response: ServerResponse) => void;
const body =
  (text: string): Reply =>
  (response) => {
    response.end(text);
  };
const status =
  (code: number, headers = {}): Reply =>
  (response) => {
    response.writeHead(code, headers).end();
  };
const set = (...keys: object[]) => body(JSON.stringify({ keys }));

test.for([
  ['is not JSON', body('<html>Sign in</html>'), 'is not JSON'],
  ['is missing', status(404), 'answered with status 404'],
  ['has moved', status(302, { location: '/' }), 'answered with status 302'],
  ['is empty', set(), 'not a key set with keys'],
  ['is something else', body('{"issuer":"x"}'), 'not a key set with keys'],
  ['has a key that is too short', set(small), 'no key that can verify a token (1 published)'],
  ['has only a secret', set({ kty: 'oct', k: 'c2VjcmV0' }), 'no key that can verify a token'],
  ['has keys for encryption', set({ ...signer.jwk, use: 'enc' }), 'no key that can verify'],
] as const)('a key set that %s is named', async ([, reply, words]) => {
  await using sandbox = await startSandbox();
  await using keys = await startKeyServer();
  keys.answer(reply);
  const { about, unwell } = await examineEnv(withKeys(sandbox.url, keys.url));
  expect(unwell()).toEqual(['key-set']);
  expect(about('key-set')).toMatch(/^failed: /);
  expect(about('key-set')).toContain(words);
});

test('keys that cannot be told apart are named', async () => {
  await using sandbox = await startSandbox();
  await using keys = await startKeyServer(signer, {
    ...other,
    jwk: { ...other.jwk, kid: 'key-1' },
  });
  const { about } = await examineEnv(withKeys(sandbox.url, keys.url));
  expect(about('key-set')).toMatch(/^warning: Several keys .* cannot be told apart/);
});

test('a key set that cannot be reached, or does not respond, is named', async () => {
  await using sandbox = await startSandbox();
  const away = `http://127.0.0.1:${await freePort()}/jwks`;
  const { about } = await examineEnv(withKeys(sandbox.url, away));
  expect(about('key-set')).toMatch(/^failed: The key set cannot be fetched: nothing listens/);
  expect(about('key-set')).toContain('AUTH_JWKS_URL');

  await using keys = await startKeyServer();
  const waiting = new Set<() => void>();
  keys.answer((response) => {
    silence(response, { method: '', url: '', headers: {}, body: '' });
    for (const run of waiting) run();
  });
  const slow = await examineEnv(withKeys(sandbox.url, keys.url), {
    stepMs: 9_876,
    schedule(run, ms) {
      if (ms !== 9_876) return () => {};
      waiting.add(run);
      return () => waiting.delete(run);
    },
  });
  expect(slow.about('key-set')).toMatch(/^failed: .* does not respond in time/);
});

test('a token is accepted, or rejected with the reason, and never shown', async () => {
  await using sandbox = await startSandbox({ now: () => START });
  await using keys = await startKeyServer(signer);
  const env = withKeys(sandbox.url, keys.url);
  const ask = async (token: string) => {
    const options = { token: new Secret(token), now: () => START };
    const { about, findings } = await examineEnv(env, options);
    expect(JSON.stringify(findings)).not.toContain(token.split('.')[1]);
    return about('token');
  };
  const { id, userGuid } = demo.household;
  const good = { sub: id, mx_user_guid: undefined };
  expect(await ask(mint(signer, good))).toBe(
    'ok: The token is accepted as an end user of MX, for 15 more minutes.',
  );
  expect(await ask(`Bearer ${mint(signer, { mx_user_guid: userGuid })}\n`)).toMatch(/^ok: /);
  expect(
    await ask(mint(signer, { sub: 'service', scope: 'mx:partner', mx_user_guid: undefined })),
  ).toContain('one of your services');
  expect(await ask(mint(signer, { ...good, iss: 'https://other.example.com/' }))).toMatch(
    /^failed: The token is rejected: .*iss/,
  );
  expect(await ask(mint(signer, { ...good, aud: 'other' }))).toContain('aud');
  expect(await ask(mint(signer, { ...good, exp: NOW - 60 }))).toMatch(/expired.*Get a new token/);
  for (const early of [{ nbf: NOW + 600 }, { iat: NOW + 600 }]) {
    expect(await ask(mint(signer, { ...good, ...early }))).toContain('→ Compare the clocks of');
  }
  expect(await ask(mint(other, good))).toMatch(/^failed: The token is rejected/);
  expect(await ask(mint(signer, { ...good, sub: 'nobody' }))).toContain(
    'no user with its external id',
  );
});

test('the issuer and its key set are compared with its own document', async () => {
  await using sandbox = await startSandbox();
  await using keys = await startKeyServer(signer);
  const { origin } = new URL(keys.url);
  const examineWith = async (issuer: string, jwksUri: string, isIssuer = issuer) => {
    keys.answer((response, { url }) => {
      const isDocument = url === '/.well-known/openid-configuration';
      const document = { issuer: isIssuer, jwks_uri: jwksUri };
      response.end(JSON.stringify(isDocument ? document : { keys: [signer.jwk] }));
    });
    const auth = { AUTH_JWKS_URL: keys.url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: AUDIENCE };
    return examineEnv(withMx(sandbox.url, auth));
  };
  const same = await examineWith(origin, keys.url);
  expect(same.unwell()).toEqual([]);
  expect(same.about('key-set')).toContain('names the same issuer and the same key set');
  const slash = await examineWith(origin, keys.url, `${origin}/`);
  expect(slash.about('key-set')).toContain(`the issuer calls itself ${origin}/: a slash`);
  const moved = await examineWith(origin, `${origin}/keys`);
  expect(moved.about('key-set')).toContain(`→ Set AUTH_JWKS_URL=${origin}/keys`);
  const hostile = await examineWith(origin, keys.url, 'https://x/\u001b[31m');
  expect(hostile.about('key-set')).not.toContain('\u001b');
});
