import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { AUDIENCE, createEcSigner, ISSUER, mint, startKeyServer } from '../../auth/issuer.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket, type RawSocketOptions } from '../../support/raw-socket.ts';
import { openSse } from '../../support/subscription.ts';
import { partnerToken } from '../../support/tenants.ts';
import { expectSilence, keepBusy, watchStatus } from '../../support/watching.ts';
import {
  asUser,
  bearer,
  start,
  tokenOf,
  variables,
  viewerOf,
  withToken,
} from './sessions-bench.ts';

const patient = { timeout: 20_000 };

test('a token comes in connection_init, or in the Authorization header of the handshake', async () => {
  await using gateway = await start();
  expect(await viewerOf(gateway, withToken())).toEqual(asUser);
  expect(await viewerOf(gateway, { headers: { authorization: bearer() } })).toEqual(asUser);
  // Browsers cannot set the header, so what the page says is what counts.
  const both = { headers: { authorization: bearer(partnerToken()) }, ...withToken() };
  expect(await viewerOf(gateway, both)).toEqual(asUser);
});

const spellings: readonly ((token: string) => Record<string, unknown>)[] = [
  (token) => ({ Authorization: token }),
  (token) => ({ AUTHORIZATION: token }),
  (token) => ({ headers: { authorization: token } }),
  (token) => ({ headers: { Authorization: token }, locale: 'en' }),
];

test.for(spellings)('a token in connection_init is found under the name %s', async (spell) => {
  await using gateway = await start();
  expect(await viewerOf(gateway, { params: spell(bearer()) })).toEqual(asUser);
  const headers = { authorization: bearer(partnerToken()) };
  expect(await viewerOf(gateway, { headers, params: spell(bearer()) })).toEqual(asUser);
});

const refused: readonly (readonly [
  string,
  (gateway: TestGateway) => [string, RawSocketOptions],
])[] = [
  ['no token', ({ url }) => [url, {}]],
  ['a token in the URL', ({ url }) => [`${url}?authorization=${bearer()}`, {}]],
  ['an access_token in the URL', ({ url }) => [`${url}?access_token=${tokenOf()}`, {}]],
  ['a cookie', ({ url }) => [url, { headers: { cookie: `authorization=${tokenOf()}` } }]],
  ['a token under another name', ({ url }) => [url, { params: { token: tokenOf() } }]],
  ['a token without Bearer', ({ url }) => [url, { params: { authorization: tokenOf() } }]],
  ['a token that is no text', ({ url }) => [url, { params: { authorization: [bearer()] } }]],
  ['an expired token', ({ url }) => [url, withToken(tokenOf(-60))]],
  ['a broken token', ({ url }) => [url, withToken(`${tokenOf()}A`)]],
  [
    'a broken token beside a good header',
    ({ url }) => [url, { headers: { authorization: bearer() }, ...withToken('x') }],
  ],
];

test.for(refused)('a socket with %s is closed with 4403', async ([, connection]) => {
  await using gateway = await start();
  await using raw = await openRawSocket(...connection(gateway));
  expect(await raw.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  expect(gateway.sandbox.calls).toEqual([]);
});

const headers = (authorization: string) => ({ extensions: { headers: { authorization } } });

test('the explorer sends its token with each operation, and each has its own caller', async () => {
  await using gateway = await start({ isProduction: false });
  await using raw = await openRawSocket(gateway.url);
  const query = '{ viewer { guid } }';
  const ask = async (id: string, more: object) => {
    raw.send({ type: 'subscribe', id, payload: { query, ...more } });
    return (await raw.next(id)).payload;
  };
  expect(await ask('1', headers(bearer()))).toEqual(asUser);
  expect(await ask('2', { extensions: { headers: { Authorization: bearer() } } })).toEqual(asUser);
  const unauthenticated = [{ extensions: { code: 'UNAUTHENTICATED' } }];
  expect(await ask('3', {})).toMatchObject(unauthenticated);
  expect(await ask('4', headers('Bearer x'))).toMatchObject(unauthenticated);
  expect(await ask('5', headers(bearer(tokenOf(-60))))).toMatchObject(unauthenticated);
  expect(await ask('6', headers(bearer(partnerToken())))).toEqual({ data: { viewer: null } });
});

test('a token with an operation neither admits nor changes a caller in production', async () => {
  await using gateway = await start();
  await using raw = await openRawSocket(gateway.url, withToken());
  const payload = { query: '{ viewer { guid } }', ...headers(bearer(partnerToken())) };
  raw.send({ type: 'subscribe', id: '1', payload });
  expect((await raw.next('1')).payload).toEqual(asUser);
});

test(
  'an expired token closes its socket with 4403 and breaks off its SSE stream',
  patient,
  async () => {
    await using gateway = await start();
    keepBusy(gateway);
    const token = tokenOf(2);
    const authorization = bearer(token);
    await using raw = await openRawSocket(gateway.url, withToken(token));
    await using deaf = await openRawSocket(gateway.url, withToken(token));
    await using late = await openRawSocket(gateway.url, withToken());
    await using stream = await openSse({
      url: gateway.url,
      document: watchStatus,
      variables,
      headers: { authorization },
    });
    raw.subscribe('1', watchStatus, variables);
    late.subscribe('1', watchStatus, variables);
    await Promise.all([raw.next('1'), late.next('1'), stream.next()]);
    deaf.socket.pause();

    expect(await raw.closed).toEqual({ code: 4403, reason: 'Token expired' });
    // Completed, a client would not come back for more with a new token.
    expect(raw.messages.map(({ type }) => type)).toEqual(['next']);
    await expect(stream.next()).rejects.toThrow('terminated');

    const before = gateway.sandbox.calls.length;
    deaf.subscribe('1', '{ institutions { totalCount } }');
    keepBusy(gateway, 'DEGRADED');
    expect(await late.next('1')).toMatchObject({ payload: { data: {} } });
    expect(gateway.sandbox.calls.slice(before).join()).not.toContain('institutions');
    late.socket.terminate();
    await expectSilence(gateway);
  },
);

test(
  'the deletion of a user closes their socket with 4403 within five seconds',
  patient,
  async () => {
    await using gateway = await start();
    await using mine = await openRawSocket(gateway.url, withToken());
    const query = `mutation ($id: ID!) { deleteUser(input: { userId: $id }) { __typename } }`;
    const deleted = await gateway.post(
      { query, variables: { id: household.userId } },
      { authorization: bearer(partnerToken()) },
    );
    expect(await deleted.json()).toMatchObject({
      data: { deleteUser: { __typename: 'DeletedPayload' } },
    });
    const deletedAt = performance.now();
    expect(await mine.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    expect(performance.now() - deletedAt).toBeLessThan(7_500);
  },
);

test('a socket is asked to reconnect while no keys are known, and not for another token', async () => {
  const signer = createEcSigner('key');
  await using issuer = await startKeyServer(signer);
  issuer.answer((response) => response.writeHead(500).end());
  const keys = { kind: 'jwks', url: issuer.url } as const;
  const auth = { kind: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE } as const;
  await using gateway = await start({ auth });
  const now = Math.floor(Date.now() / 1_000);
  const token = mint(signer, { iat: now, exp: now + 900, mx_user_guid: household.userGuid });
  await using raw = await openRawSocket(gateway.url, withToken(token));
  expect((await raw.closed).code).toBe(1013);
});

test('a browser of a named origin gets a socket, and one of another origin does not', async () => {
  await using gateway = await start({ corsOrigins: ['https://app.example.com'] });
  const own = new URL(gateway.url).origin;
  for (const [origin, status] of [
    ['https://app.example.com', 101],
    [own, 101],
    ['https://evil.example', 403],
    ['http://app.example.com', 403],
    ['https://app.example.com.evil.example', 403],
    ['null', 403],
  ] as const) {
    const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', {
      headers: { origin },
    });
    socket.on('error', () => {});
    const answered = await Promise.race([
      once(socket, 'open').then(() => 101),
      once(socket, 'unexpected-response').then(([, response]) => response.statusCode),
    ]);
    expect([origin, answered]).toEqual([origin, status]);
    socket.terminate();
  }
});
