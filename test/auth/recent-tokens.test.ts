import { expect, test } from 'vitest';
import type { Session } from '../../src/auth/authenticator.ts';
import { createRecentTokens, RECENT_MS } from '../../src/auth/recent-tokens.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  createEdSigner,
  createSecretSigner,
  createTestAuthenticator,
  mint,
  NOW,
  START,
  USER,
} from './issuer.ts';

const SECRET = 'a-secret-of-at-least-32-bytes-000';
const MINUTE = 60_000;

/** An authenticator at an issuer with a key set, and what MX says of its user. */
function setUp() {
  const clock = createManualClock(START);
  let published = createEdSigner('a');
  const signer = published;
  const mx = { isActive: true };
  const authenticator = createTestAuthenticator({
    keys: { kind: 'jwks', url: 'https://issuer.example.com/jwks' },
    fetch: () => Promise.resolve(Response.json({ keys: [published.jwk] })),
    isUserActive: () => Promise.resolve(mx.isActive),
    now: clock.now,
    monotonicNow: clock.monotonicNow,
  });
  const token = `Bearer ${mint(signer, { exp: NOW + 3_600 })}`;
  return {
    ...authenticator,
    ...clock,
    mx,
    token,
    publish: (next: typeof signer) => void (published = next),
    /** Accepted twice, because the keys had to be fetched at first. */
    accept: async (): Promise<Session> => {
      await authenticator.authenticate(token);
      return authenticator.authenticate(token);
    },
  };
}

test('a token that was accepted a moment ago is recognised, as the session that it was accepted as', async () => {
  const { accept, recognise, token } = setUp();
  expect(recognise(token)).toBeUndefined();
  const session = await accept();
  expect(recognise(token)).toBe(session);
  expect(session.caller).toBe(`user:${USER}`);
});

test('another token, the same token in another form, and no token are not recognised', async () => {
  const { accept, recognise, token } = setUp();
  await accept();
  // The last character of a signature is one of four, and A is among them.
  const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`;
  const others = [forged, token.toLowerCase(), ` ${token}`, '', undefined];
  expect(others.map(recognise)).toEqual(others.map(() => undefined));
});

test('an expired token is not recognised', async () => {
  const { accept, recognise, token, jump } = setUp();
  await accept();
  jump(60 * MINUTE + 4_000);
  expect(recognise(token)).toBeDefined();
  jump(1_000);
  expect(recognise(token)).toBeUndefined();
});

test('a token is not recognised when the clock was set back to before it was accepted', async () => {
  const { accept, recognise, token, jump } = setUp();
  await accept();
  jump(-1);
  expect(recognise(token)).toBeUndefined();
});

test('a token is not recognised once its keys must be fetched again, nor with other keys', async () => {
  const { accept, authenticate, recognise, token, advance, publish } = setUp();
  await accept();
  await advance(10 * MINUTE);
  expect(recognise(token)).toBeUndefined();
  publish(createEdSigner('a'));
  await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(recognise(token)).toBeUndefined();
});

test('a token is not recognised once its user must be asked of MX again', async () => {
  const { accept, authenticate, recognise, forgetUser, token, advance, mx } = setUp();
  await accept();
  await advance(50_000);
  expect(recognise(token)).toBeUndefined();
  await accept();
  expect(recognise(token)).toBeDefined();
  mx.isActive = false;
  forgetUser(USER);
  expect(recognise(token)).toBeUndefined();
  await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(recognise(token)).toBeUndefined();
});

test('a token of an external id is recognised while MX names the same user', async () => {
  let guid = USER;
  const { authenticate, recognise, forgetUser } = createTestAuthenticator({
    keys: { kind: 'secret', secret: new Secret(SECRET) },
    findUserGuid: () => Promise.resolve(guid),
    now: () => START,
    monotonicNow: () => 0,
  });
  const claims = { mx_user_guid: undefined, sub: 'alice' };
  const token = `Bearer ${mint(createSecretSigner(SECRET), claims)}`;
  const session = await authenticate(token);
  expect(recognise(token)).toBe(session);
  guid = USER.replaceAll('1', '2');
  forgetUser(USER);
  expect(recognise(token)).toBeUndefined();
  expect((await authenticate(token)).caller).toBe(`user:${guid}`);
  expect(recognise(token)?.caller).toBe(`user:${guid}`);
});

test('texts of tokens are forgotten after ten seconds, and beyond a bound', () => {
  const due: (() => void)[] = [];
  const pauses: number[] = [];
  const { recall, remember } = createRecentTokens({
    maxCharacters: 8,
    schedule(forget, ms) {
      due.push(forget);
      pauses.push(ms);
    },
  });
  const accepted = {} as Parameters<typeof remember>[1];
  const known = () => ['abcd', 'efgh', 'ijkl'].filter((each) => recall(each) !== undefined);
  remember('abcd', accepted);
  remember('abcd', accepted);
  remember('efgh', accepted);
  expect(known()).toEqual(['abcd', 'efgh']);
  remember('ijkl', accepted);
  expect(known()).toEqual(['ijkl']);
  expect(pauses).toEqual([RECENT_MS]);
  due.shift()?.();
  expect(known()).toEqual([]);
  remember('abcd', accepted);
  expect(pauses).toEqual([RECENT_MS, RECENT_MS]);
});
