import { expect, test } from 'vitest';
import { createReceiveWebhook } from '../../src/http/webhooks.ts';
import { limits } from '../../src/limits.ts';
import { Secret } from '../../src/secret.ts';
import { connectRawHttp, requestText } from '../support/raw-http.ts';
import { startEchoServer } from './echo-server.ts';

const username = 'mx';
const password = 'pass:wörd';
const basic = (text: string) => ({
  authorization: `Basic ${Buffer.from(text).toString('base64')}`,
});
const authentic = basic(`${username}:${password}`);

async function startReceiver() {
  const received: unknown[] = [];
  const reported: string[] = [];
  const credentials = { username, password: new Secret(password) };
  const http = await startEchoServer({
    webhook: createReceiveWebhook({ credentials, onWebhook: (body) => received.push(body) }),
    onLimit: (limit) => reported.push(limit),
    onRefused: ({ what, why, status, from }) =>
      reported.push(`${what} ${status} ${why} ${from.path}`),
  });
  const send = (body: string, headers: Readonly<Record<string, string>> = authentic) =>
    fetch(`${http.url}/webhooks/mx`, { method: 'POST', headers, body });
  return { http, received, reported, send, [Symbol.asyncDispose]: http[Symbol.asyncDispose] };
}

test.for(['{"type":"REWARD"}', '{}', '[]', 'null', '7', '"text"', '{"__proto__":{"a":1}}'])(
  'the JSON %s is received with 204 and no body',
  async (text) => {
    await using t = await startReceiver();
    const response = await t.send(text);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(t.received).toEqual([JSON.parse(text)]);
    expect(t.reported).toEqual([]);
  },
);

test('the content type of a webhook does not matter', async () => {
  await using t = await startReceiver();
  for (const type of ['text/plain', 'application/vnd.mx.webhook+json']) {
    expect((await t.send('{}', { ...authentic, 'content-type': type })).status).toBe(204);
  }
});

test.for([
  ['no credentials', {}, 'no-credentials'],
  ['a wrong password', basic(`${username}:pass`), 'wrong-credentials'],
  ['a wrong username', basic(`MX:${password}`), 'wrong-credentials'],
  ['an empty password', basic(`${username}:`), 'wrong-credentials'],
  ['more than the password', basic(`${username}:${password} `), 'wrong-credentials'],
  ['the colon elsewhere', basic(`${username}pass:wörd`), 'wrong-credentials'],
  ['a token', { authorization: `Bearer ${password}` }, 'no-credentials'],
  ['bytes that are not base64', { authorization: 'Basic {}' }, 'no-credentials'],
] as const)('a webhook with %s is refused with 401, and not read', async ([, headers, why]) => {
  await using t = await startReceiver();
  const response = await t.send('{"type":"REWARD"}', headers);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Basic realm="webhooks"');
  const reason = 'The username or password of the webhook is wrong.';
  expect(await response.json()).toEqual({ error: reason });
  expect(t.received).toEqual([]);
  expect(t.reported).toEqual([`webhook 401 ${why} /webhooks/mx`]);
});

test.for(['', '{', '{"a":', 'type=REWARD', '\u0000'])(
  'the body %j is not JSON, and is refused with 400',
  async (text) => {
    await using t = await startReceiver();
    expect((await t.send(text)).status).toBe(400);
    expect(t.received).toEqual([]);
    expect(t.reported).toEqual(['webhook 400 not-json /webhooks/mx']);
  },
);

test('a body of webhookBytes is received, and one byte more is refused with 413', async () => {
  await using t = await startReceiver();
  const longest = JSON.stringify('x'.repeat(limits.webhookBytes - 2));
  expect((await t.send(longest)).status).toBe(204);
  expect((await t.send(`${longest} `)).status).toBe(413);
  expect(t.received).toHaveLength(1);
  expect(t.reported).toEqual(['webhookBytes', 'webhook 413 too-large /webhooks/mx']);
});

test('a stranger with a long body gets 401, and the connection ends', async () => {
  await using t = await startReceiver();
  using raw = await connectRawHttp(t.http.url);
  raw.write(requestText('POST /webhooks/mx', 'Content-Length: 20000000'));
  const { text } = await raw.closed;
  expect(text).toMatch(/^HTTP\/1\.1 401 /);
  expect(text.toLowerCase()).toContain('connection: close');
});

test('a webhook whose sender disconnects before its end is told apart', async () => {
  await using t = await startReceiver();
  using raw = await connectRawHttp(t.http.url);
  const { authorization } = authentic;
  raw.write(
    `${requestText('POST /webhooks/mx', 'Content-Length: 20', `Authorization: ${authorization}`)}{"type"`,
  );
  raw.socket.end();
  await expect.poll(() => t.reported).toEqual(['webhook 400 broken-off /webhooks/mx']);
});

test('without credentials for webhooks there is nothing, and the log says why', async () => {
  const reported: string[] = [];
  await using http = await startEchoServer({
    onRefused: ({ what, why, status }) => reported.push(`${what} ${status} ${why}`),
  });
  const response = await fetch(`${http.url}/webhooks/mx`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(404);
  expect(reported).toEqual(['webhook 404 not-configured']);
});

test('only POST is allowed', async () => {
  await using t = await startReceiver();
  const response = await fetch(`${t.http.url}/webhooks/mx`, { headers: authentic });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});
