import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

const APP = 'https://app.example.com';
const EVIL = 'https://evil.example';

const start = (config: Partial<Config> = {}) =>
  startTestGateway({ config: { corsOrigins: [APP, 'http://localhost:3000'], ...config } });

const body = { query: '{ __typename }' };

function accessOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
}

function preflight({ url }: TestGateway, origin: string, headers = 'authorization,content-type') {
  return fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
    },
  });
}

test('a page of a named origin may send a request after a preflight, and read the response', async () => {
  await using gateway = await start();
  for (const origin of [APP, 'http://localhost:3000']) {
    const asked = await preflight(gateway, origin);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('vary')).toContain('Origin');
    expect(accessOf(asked)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '600',
    });

    const answer = await gateway.post(body, { origin, 'sec-fetch-site': 'cross-site' });
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    expect(accessOf(answer)).toEqual({ 'access-control-allow-origin': origin });
    expect(answer.headers.get('vary')).toContain('Origin');
  }
});

test('a page of a named origin may read refusals', async () => {
  await using gateway = await start();
  const refusals = [
    await gateway.post({ query: '{ nope }' }, { origin: APP }),
    await gateway.post('{', { origin: APP }),
    await gateway.post('x'.repeat(200_000), { origin: APP }),
    await gateway.post('x', { origin: APP, 'content-type': 'text/plain' }),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([200, 400, 413, 415]);
  for (const refusal of refusals) {
    expect(accessOf(refusal)).toEqual({ 'access-control-allow-origin': APP });
  }
});

test('a page of a named origin may read a stream', async () => {
  await using gateway = await start();
  const answer = await gateway.post(body, { origin: APP, accept: 'text/event-stream' });
  expect(accessOf(answer)).toEqual({ 'access-control-allow-origin': APP });
  expect(await answer.text()).toContain('event: complete');
});

const foreign = [
  EVIL,
  'null',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://app.example.com.evil.example',
  'https://sub.app.example.com',
  'https://APP.example.com',
  'https://app.example.com/',
  '*',
  '',
];

test.for(foreign)('a page of %j gets no response and no list of origins', async (origin) => {
  await using gateway = await start();
  expect(accessOf(await preflight(gateway, origin))).toEqual({});
  gateway.sandbox.calls.length = 0;
  const query = 'mutation { createUser(input: { externalId: "x" }) { __typename } }';
  for (const answer of [
    await gateway.post({ query }, { origin }),
    await fetch(`${gateway.url}?query={institutions{totalCount}}`, { headers: { origin } }),
  ]) {
    expect([answer.status, accessOf(answer)]).toEqual([403, {}]);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  }
  expect(gateway.sandbox.calls).toEqual([]);
});

test('a request without an Origin that a foreign page causes is refused by its Sec-Fetch-Site', async () => {
  await using gateway = await start();
  const get = (site: string) =>
    fetch(`${gateway.url}?query={__typename}`, { headers: { 'sec-fetch-site': site } });
  expect((await get('cross-site')).status).toBe(403);
  expect((await get('same-site')).status).toBe(403);
  expect((await get('same-origin')).status).toBe(200);
  expect((await get('none')).status).toBe(200);
});

test('a response never allows cookies, and none is set or read', async () => {
  await using gateway = await start({ auth: tokenAuth });
  const token = mintNow({ mx_user_guid: household.userGuid });
  const answer = await gateway.post(body, { origin: APP, cookie: `authorization=Bearer ${token}` });
  expect(await answer.json()).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect(answer.headers.get('set-cookie')).toBeNull();
});

/** `fetch` does not let a test choose its Host. */
async function statusOf({ url }: TestGateway, host: string, authorization = '') {
  const headers = { host, authorization, 'content-type': 'application/json' };
  const request = sendRequest(url, { method: 'POST', headers });
  request.end(JSON.stringify(body));
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

test('a gateway behind a proxy serves any Host, since a token identifies the caller', async () => {
  await using gateway = await start({ auth: tokenAuth, isProduction: true });
  const authorization = `Bearer ${mintNow({ mx_user_guid: household.userGuid })}`;
  for (const host of ['graphql.example.com', 'gateway.internal:8080', '10.1.2.3', 'localhost']) {
    expect(await statusOf(gateway, host, authorization)).toBe(200);
    await using raw = await openRawSocket(gateway.url, { headers: { host, authorization } });
    raw.subscribe('1', body.query);
    expect(await raw.next('1')).toMatchObject({ type: 'next' });
  }
});

test('a loopback gateway without tokens serves only its own Host', async () => {
  await using gateway = await start();
  expect(await statusOf(gateway, 'localhost:4000')).toBe(200);
  expect(await statusOf(gateway, '127.0.0.1')).toBe(200);
  for (const host of ['evil.example', 'localhost.evil.example', '169.254.169.254', '10.1.2.3']) {
    expect(await statusOf(gateway, host)).toBe(421);
  }
});
