import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import type { JwtOptions } from '../../src/auth/authenticator.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  createEdSigner,
  createSecretSigner,
  createTestAuthenticator,
  mint,
  NOW,
  START,
  startKeyServer,
  type KeyServer,
  type Signer,
} from './issuer.ts';

const MINUTE = 60_000;
const first = createEdSigner('first');
const second = createEdSigner('second');
const shared = createSecretSigner('a-secret-of-at-least-32-bytes-000', 'shared');
const lasting = { iat: undefined, exp: NOW + 1_000_000 };

/** An authenticator at a time of its own; `enter` answers `in` or the code of the refusal. */
function setUp(server: Pick<KeyServer, 'url'>, options: Partial<JwtOptions> = {}) {
  const clock = createManualClock(START);
  const keys = { kind: 'jwks', url: server.url } as const;
  const authenticator = createTestAuthenticator({
    keys,
    now: clock.now,
    monotonicNow: clock.monotonicNow,
    ...options,
  });
  return {
    advance: clock.advance,
    jump: clock.jump,
    isReady: authenticator.isReady,
    enter: (signer: Signer, header = {}) =>
      authenticator.authenticate(`Bearer ${mint(signer, lasting, header)}`).then(
        () => 'in',
        (error: unknown) => (error instanceof AuthError ? error.code : error),
      ),
  };
}

function breakDown(server: KeyServer) {
  server.answer((_response, request) => request.socket.destroy());
}

test('the key set is fetched once for many callers, and not again while it is fresh', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => enter(first)));
  await advance(10 * MINUTE - 1);
  expect([...new Set(outcomes), await enter(first)]).toEqual(['in', 'in']);
  expect(server.fetches()).toBe(1);
});

test('an expired key set is fetched again before the next token is accepted', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  await enter(first);
  server.publish(second);
  await advance(10 * MINUTE);
  expect(await enter(first)).toBe('UNAUTHENTICATED');
  expect(await enter(second)).toBe('in');
  expect(server.fetches()).toBe(2);
});

test('a new key is found at once, and old and new are accepted while both are published', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  await enter(first);
  server.publish(first, second);
  await advance(MINUTE);
  expect([await enter(second), await enter(first)]).toEqual(['in', 'in']);
  expect(server.fetches()).toBe(2);
});

test('a key that is published within the cooldown of 30 s is accepted after it', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  await enter(first);
  server.publish(first, second);
  await advance(29_999);
  expect(await enter(second)).toBe('UNAUTHENTICATED');
  await advance(1);
  expect(await enter(second)).toBe('in');
});

test('two hundred invented kids cause one fetch in 30 s, at once or one by one', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  await enter(first);
  await advance(MINUTE);
  const kids = Array.from({ length: 100 }, (_, index) => ({ kid: `invented-${index}` }));
  const outcomes = await Promise.all(kids.map((header) => enter(first, header)));
  for (const header of kids) outcomes.push(await enter(first, header));
  expect(new Set(outcomes)).toEqual(new Set(['UNAUTHENTICATED']));
  expect(server.fetches()).toBe(2);
});

test('invented kids cause one fetch in 30 s during an outage too, and the issuer is reported unavailable', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  await enter(first);
  breakDown(server);
  await advance(MINUTE);
  for (let index = 0; index < 50; index += 1) {
    expect(await enter(first, { kid: `invented-${index}` })).toBe('UNAVAILABLE');
  }
  expect(server.fetches()).toBe(2);
});

test('known keys last for a day of outage, with a fetch every 30 s at most, and no longer', async () => {
  await using server = await startKeyServer(first);
  const { enter, isReady, advance } = setUp(server);
  await enter(first);
  breakDown(server);
  await advance(11 * MINUTE);
  for (let index = 0; index < 20; index += 1) expect(await enter(first)).toBe('in');
  expect(server.fetches()).toBe(2);
  await advance(24 * 60 * MINUTE - 11 * MINUTE - 1);
  expect([await enter(first), isReady()]).toEqual(['in', true]);
  await advance(1);
  expect([await enter(first), isReady()]).toEqual(['UNAVAILABLE', false]);
});

test('callers do not wait for an issuer that is known to be down', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  await enter(first);
  breakDown(server);
  await advance(11 * MINUTE);
  await enter(first);
  const { promise: healed, resolve: heal } = Promise.withResolvers<void>();
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  server.answer((response) => {
    onAsked();
    void healed.then(() => response.end(JSON.stringify({ keys: [second.jwk] })));
  });
  await advance(MINUTE);
  expect(await enter(first)).toBe('in');
  await asked;
  heal();
  await expect.poll(() => enter(first)).toBe('UNAUTHENTICATED');
  expect(await enter(second)).toBe('in');
});

test('a cold start without the issuer is unavailable, not ready, and fetches once a second', async () => {
  await using server = await startKeyServer(first);
  breakDown(server);
  const { enter, isReady, advance } = setUp(server);
  expect(isReady()).toBe(false);
  for (let index = 0; index < 20; index += 1) expect(await enter(first)).toBe('UNAVAILABLE');
  expect(server.fetches()).toBe(1);
  server.publish(first);
  await advance(1_000);
  expect([await enter(first), isReady(), server.fetches()]).toEqual(['in', true, 2]);
});

test('a cold start fetches no keys for a text that is no token', async () => {
  await using server = await startKeyServer(first);
  breakDown(server);
  const { authenticate } = createTestAuthenticator({ keys: { kind: 'jwks', url: server.url } });
  for (const value of [undefined, 'Bearer a.b', `Bearer ${mint(first, {}, { alg: 'HS256' })}`]) {
    await expect(authenticate(value)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  expect(server.fetches()).toBe(0);
});

test('a readiness check fetches the keys without any caller', async () => {
  await using server = await startKeyServer(first);
  const { isReady } = setUp(server);
  expect(isReady()).toBe(false);
  await expect.poll(isReady).toBe(true);
  expect(server.fetches()).toBe(1);
});

test.for([-60, 60])('a clock that jumps by %i minutes changes no wait', async (minutes) => {
  await using server = await startKeyServer(first);
  const { enter, advance, jump } = setUp(server);
  await enter(first);
  server.publish(first, second);
  jump(minutes * MINUTE);
  expect(await enter(second)).toBe('UNAUTHENTICATED');
  expect(server.fetches()).toBe(1);
  await advance(30_000);
  expect(await enter(second)).toBe('in');
  expect(server.fetches()).toBe(2);
});

test.for<[string, Parameters<KeyServer['answer']>[0]]>([
  ['status 500', (response) => response.writeHead(500).end(JSON.stringify({ keys: [second.jwk] }))],
  ['status 204', (response) => response.writeHead(204).end()],
  ['no JSON', (response) => response.end('<html>')],
  [
    'invalid UTF-8',
    (response) =>
      response.end(Buffer.from(JSON.stringify({ keys: [second.jwk], x: '\xff' }), 'latin1')),
  ],
  ['a list', (response) => response.end('[]')],
  ['null', (response) => response.end('null')],
  ['no keys', (response) => response.end('{"keys":[]}')],
  ['keys that are none', (response) => response.end('{"keys":[1]}')],
  ['half an answer', (response) => response.writeHead(200, { 'content-length': 99 }).write('{')],
  [
    'more than 512 KiB',
    (response) => response.end(JSON.stringify({ keys: [second.jwk], x: 'a'.repeat(600_000) })),
  ],
])('a key set that is answered with %s leaves the known keys', async ([, reply]) => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server, { timeoutMs: 200 });
  await enter(first);
  server.answer(reply);
  await advance(11 * MINUTE);
  expect([await enter(first), await enter(second)]).toEqual(['in', 'UNAVAILABLE']);
  expect(server.fetches()).toBe(2);
});

test('a redirect of the key set is not followed', async () => {
  await using elsewhere = await startKeyServer(first);
  await using server = await startKeyServer();
  server.answer((response) => response.writeHead(302, { location: elsewhere.url }).end());
  const { enter } = setUp(server);
  expect(await enter(first)).toBe('UNAVAILABLE');
  expect([server.fetches(), elsewhere.fetches()]).toEqual([1, 0]);
});

test('a set of keys that cannot verify tokens counts as an outage, and known keys stay', async () => {
  await using server = await startKeyServer(shared);
  const { enter, isReady, advance } = setUp(server);
  expect([await enter(first), isReady()]).toEqual(['UNAVAILABLE', false]);
  server.publish(first);
  await advance(MINUTE);
  expect(await enter(first)).toBe('in');
  server.publish(shared);
  await advance(11 * MINUTE);
  expect(await enter(first)).toBe('in');
});

test('a token without kid needs a set with one key that fits', async () => {
  await using server = await startKeyServer(first);
  const { enter, advance } = setUp(server);
  expect(await enter(first, { kid: undefined })).toBe('in');
  server.publish(first, second);
  await advance(11 * MINUTE);
  expect(await enter(first, { kid: undefined })).toBe('UNAUTHENTICATED');
});
