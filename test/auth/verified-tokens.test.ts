import { expect, test, vi } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import { createVerifiedTokens } from '../../src/auth/verified-tokens.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  createEdSigner,
  createSecretSigner,
  createTestAuthenticator,
  type Json,
  mint,
  NOW,
  type Signer,
  START,
} from './issuer.ts';

const SECRET = 'a-secret-of-at-least-32-bytes-000';
const MINUTE = 60_000;
const secretSigner = createSecretSigner(SECRET);

/** An authenticator whose issuer publishes `signer`; `enter` returns `in` or the code of the error. */
function setUp(signer: Signer) {
  const clock = createManualClock(START);
  let published = signer;
  const verify = vi.spyOn(crypto.subtle, 'verify');
  const authenticator = createTestAuthenticator({
    keys:
      signer === secretSigner
        ? { kind: 'secret', secret: new Secret(SECRET) }
        : { kind: 'jwks', url: 'https://issuer.example.com/jwks' },
    fetch: () => Promise.resolve(Response.json({ keys: [published.jwk] })),
    now: clock.now,
    monotonicNow: clock.monotonicNow,
  });
  return {
    advance: clock.advance,
    jump: clock.jump,
    verify,
    publish: (next: Signer) => void (published = next),
    mint: (claims: Json = {}) => mint(signer, { exp: NOW + 3_600, ...claims }),
    enter: (token: string) =>
      authenticator.authenticate(`Bearer ${token}`).then(
        () => 'in',
        (error: unknown) => (error instanceof AuthError ? error.code : error),
      ),
    [Symbol.dispose]: () => verify.mockRestore(),
  };
}

test.for([createEdSigner('a'), secretSigner])(
  'the signature of a repeated token of $alg is verified once',
  async (signer) => {
    using issuer = setUp(signer);
    const tokens = [issuer.mint(), issuer.mint({ sub: 'bob' })];
    for (const token of [...tokens, ...tokens]) expect(await issuer.enter(token)).toBe('in');
    expect(issuer.verify).toHaveBeenCalledTimes(2);
  },
);

test('a remembered token expires on time', async () => {
  using issuer = setUp(secretSigner);
  const token = issuer.mint();
  expect(await issuer.enter(token)).toBe('in');
  await issuer.advance(60 * MINUTE + 4_000);
  expect(await issuer.enter(token)).toBe('in');
  await issuer.advance(1_000);
  expect(await issuer.enter(token)).toBe('UNAUTHENTICATED');
});

test('a remembered token is verified again with the key that the issuer publishes now', async () => {
  using issuer = setUp(createEdSigner('a'));
  const token = issuer.mint();
  expect(await issuer.enter(token)).toBe('in');
  await issuer.advance(10 * MINUTE);
  expect(await issuer.enter(token)).toBe('in');
  expect(issuer.verify).toHaveBeenCalledTimes(2);
  issuer.publish(createEdSigner('a'));
  await issuer.advance(10 * MINUTE);
  expect(await issuer.enter(token)).toBe('UNAUTHENTICATED');
});

test('a remembered token is refused when the clock is set back to before its start', async () => {
  using issuer = setUp(secretSigner);
  const token = issuer.mint({ nbf: NOW });
  expect(await issuer.enter(token)).toBe('in');
  issuer.jump(-10 * MINUTE);
  expect(await issuer.enter(token)).toBe('UNAUTHENTICATED');
});

test('a refused token is not remembered', async () => {
  using issuer = setUp(secretSigner);
  const token = issuer.mint({ aud: 'another' });
  expect([await issuer.enter(token), await issuer.enter(token)]).toEqual([
    'UNAUTHENTICATED',
    'UNAUTHENTICATED',
  ]);
  expect(issuer.verify).toHaveBeenCalledTimes(2);
});

test('the tokens that were used last are remembered, within a bound', async () => {
  const key = new Uint8Array();
  const tokens = createVerifiedTokens(() => Promise.resolve(key), 8);
  for (const token of ['a.b.c', 'd', 'e.f']) {
    tokens.remember(token, { payload: { sub: token }, header: { alg: 'HS256' }, key }, 0);
  }
  const known = await Promise.all(['a.b.c', 'd', 'e.f'].map((token) => tokens.recall(token, 0)));
  expect(known).toEqual([undefined, { sub: 'd' }, { sub: 'e.f' }]);
});
