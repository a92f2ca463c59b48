import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  AUDIENCE,
  createRsaSigner,
  encode,
  goodClaims,
  ISSUER,
  mint,
  startKeyServer,
} from '../auth/issuer.ts';
import { createCaller, transports } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, mintNow, partnerToken } from '../support/tenants.ts';

const ada = createTenant('ada', 0);
const of = { mx_user_guid: ada.userGuid };
const query = '{ viewer { guid } }';
const seconds = () => Math.floor(Date.now() / 1_000);
const [head = '', payload = '', signature = ''] = ada.token().split('.');
const signer = createRsaSigner('known');
const stranger = createRsaSigner('known');

const forged: readonly (readonly [string, string | undefined])[] = [
  ['no token', undefined],
  ['alg none', `${encode({ alg: 'none' })}.${payload}.`],
  ['alg none and a signature', `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.${signature}`],
  ['another algorithm', mint(stranger, { ...of, exp: seconds() + 900 })],
  ['a changed payload', [head, encode({ ...goodClaims, ...of }), signature].join('.')],
  [
    'the scope of a partner put into it',
    [head, encode({ scope: 'mx:partner' }), signature].join('.'),
  ],
  ['no signature', `${head}.${payload}.`],
  ['another audience', mintNow({ ...of, aud: 'other' })],
  ['another issuer', mintNow({ ...of, iss: 'https://evil.example/' })],
  ['no expiry', mintNow({ ...of, exp: undefined })],
  ['an expiry long ago', mintNow(of, -60)],
  ['a time of issue to come', mintNow({ ...of, iat: seconds() + 600 })],
  ['a time before which it is not good', mintNow({ ...of, nbf: seconds() + 600 })],
  ['a path as its user', mintNow({ mx_user_guid: `${ada.userGuid}/../USR-1` })],
  ['a list as its user', mintNow({ mx_user_guid: [ada.userGuid] })],
  ['nobody in it', mintNow({ mx_user_guid: undefined })],
];

test.for(transports)(
  'case 17: forged tokens are UNAUTHENTICATED, without any call, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const admitted: string[] = [];
    for (const [what, token] of forged) {
      const { answers, closed, status } = await t.as(token).ask(transport, { query });
      const code = answers[0]?.errors?.[0]?.extensions?.['code'];
      if (closed !== 4403 && code !== 'UNAUTHENTICATED') admitted.push(what);
      if (transport === 'http' && status !== 401) admitted.push(`${what}: ${status}`);
      expect(JSON.stringify(answers)).not.toContain(ada.tag);
    }
    expect(admitted).toEqual([]);
    expect(t.mx.calls).toEqual([]);
    const { answers } = await t.as(ada).ask(transport, { query });
    expect(answers).toEqual([{ data: { viewer: { guid: ada.userGuid } } }]);
  },
);

/** A gateway that fetches the keys for tokens of `signer`. */
function startWithJwks(url: string) {
  const keys = { kind: 'jwks', url } as const;
  return startTenantGateway([ada], {
    auth: { kind: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE },
  });
}

const signed = (header: Readonly<Record<string, unknown>> = {}) =>
  mint(signer, { ...of, iat: seconds(), exp: seconds() + 900 }, header);

test('case 18: twenty invented kids cause one fetch of the keys, over any transports', async () => {
  await using keys = await startKeyServer(signer);
  await using t = await startWithJwks(keys.url);
  await t.as(signed()).ask('http', { query });
  expect(keys.fetches()).toBe(1);
  const invented = Array.from({ length: 20 }, (_, at) => signed({ kid: `invented ${at}` }));
  const told = await Promise.all(
    invented.map((token, at) => t.as(token).ask(transports[at % 3] ?? 'http', { query })),
  );
  expect(told.filter(({ text }) => text.includes(ada.tag))).toEqual([]);
  expect(keys.fetches()).toBe(1);
});

test('case 19: known keys outlive an outage of the issuer', async () => {
  await using keys = await startKeyServer(signer);
  await using t = await startWithJwks(keys.url);
  await t.as(signed()).ask('http', { query });
  keys.answer((response) => response.writeHead(503).end());
  for (const transport of transports) {
    const { answers } = await t.as(signed()).ask(transport, { query });
    expect(answers).toEqual([{ data: { viewer: { guid: ada.userGuid } } }]);
  }
});

test('case 19: a start during the outage answers 503 and is not ready, and clients may reconnect', async () => {
  await using keys = await startKeyServer();
  keys.answer((response) => response.writeHead(503).end());
  await using t = await startWithJwks(keys.url);
  const ready = () => fetch(t.url.replace('/graphql', '/ready')).then(({ status }) => status);
  const http = await t.as(signed()).ask('http', { query });
  expect(http.status).toBe(503);
  expect(http.answers[0]?.errors).toMatchObject([
    { extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } },
  ]);
  // 4403 asks them for another token, 1013 to try again.
  expect((await t.as(signed()).ask('websocket', { query })).closed).toBe(1013);
  expect(await ready()).toBe(503);
  keys.publish(signer);
  await expect.poll(ready, { timeout: 4_000 }).toBe(200);
  expect((await t.as(signed()).ask('websocket', { query })).closed).toBeUndefined();
});

const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
const simple: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['text', { 'content-type': 'text/plain' }],
  ['a file upload', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['no type', {}],
];

test.for(simple)(
  'case 20: %s, as a foreign page may send it, is not answered',
  async ([, headers]) => {
    await using t = await startTenantGateway([ada], { auth: { kind: 'none' } });
    const body = new TextEncoder().encode(
      JSON.stringify({ query: '{ users { nodes { email } } }' }),
    );
    for (const [more, expected] of [
      [{}, 415],
      [foreign, 403],
    ] as const) {
      const response = await fetch(t.url, {
        method: 'POST',
        headers: { ...headers, ...more },
        body,
      });
      expect(response.status).toBe(expected);
      expect(await response.text()).not.toContain(ada.tag);
    }
    expect(t.mx.calls).toEqual([]);
  },
);

test('case 20: a foreign page may neither send a request nor read a response, and cookies mean nothing', async () => {
  const named = 'https://app.example.com';
  await using t = await startTenantGateway([ada], { corsOrigins: [named] });
  const authorization = `Bearer ${ada.token()}`;
  const ask = (headers: Readonly<Record<string, string>>) => t.gateway.post({ query }, headers);
  const refused = await ask({ authorization, ...foreign });
  expect(refused.status).toBe(403);
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  const read = await ask({ authorization, origin: named });
  expect(read.status).toBe(200);
  expect(read.headers.get('access-control-allow-origin')).toBe(named);
  expect(read.headers.get('access-control-allow-credentials')).toBeNull();
  const got = await fetch(`${t.url}?${new URLSearchParams({ query })}`, {
    headers: { authorization, ...foreign },
  });
  expect(got.status).toBe(403);

  const token = ada.token();
  t.mx.calls.length = 0;
  for (const cookie of [`token=${token}`, `authorization=${authorization}`, `session=${token}`]) {
    expect((await ask({ cookie })).status).toBe(401);
  }
  expect(t.mx.calls).toEqual([]);
});

test('case 21: a foreign page gets no socket, and a cookie opens none', async () => {
  await using t = await startTenantGateway([ada]);
  const url = t.url.replace('http', 'ws');
  const cookie = `authorization=Bearer ${ada.token()}`;
  const evil = new WebSocket(url, 'graphql-transport-ws', { headers: { ...foreign, cookie } });
  const [, response] = (await once(evil, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  expect(response.statusCode).toBe(403);
  evil.on('error', () => {}).terminate();

  const own = new WebSocket(url, 'graphql-transport-ws', { headers: { cookie } });
  await once(own, 'open');
  own.send('{"type":"connection_init"}');
  own.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
  const heard: string[] = [];
  own.on('message', (data: Buffer) => heard.push(String(data)));
  const isOver = () => own.readyState > 1 || heard.join().includes('UNAUTHENTICATED');
  await expect.poll(isOver).toBe(true);
  own.terminate();
  expect(heard.join()).not.toContain(ada.tag);
  expect(t.mx.calls).toEqual([]);

  const inAddress = createCaller({ url: `${t.url}?authorization=Bearer ${ada.token()}` });
  const { answers, closed } = await inAddress.ask('websocket', { query });
  expect(closed ?? answers[0]?.errors?.[0]?.extensions?.['code']).toMatch(/4403|UNAUTHENTICATED/);
});

test('case 21: in production a socket without a token is closed with 4403', async () => {
  await using t = await startTenantGateway([ada], { isProduction: true });
  expect((await t.as(undefined).ask('websocket', { query })).closed).toBe(4403);
  const { answers } = await t.as(partnerToken()).ask('websocket', { query });
  expect(answers).toEqual([{ data: { viewer: null } }]);
});

test('a gateway without tokens serves every caller as a partner', async () => {
  await using gateway = await startTestGateway();
  const { data } = await gateway.query('{ viewer { guid } users { totalCount } }');
  expect(data).toMatchObject({ viewer: null, users: { totalCount: expect.any(Number) } });
});
