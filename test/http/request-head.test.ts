import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { connectRawHttp } from '../support/raw-http.ts';

/** The status of the response to these lines, and how many MX calls they cost. */
async function statusOf(lines: readonly string[], body = '') {
  await using gateway = await startTestGateway();
  using client = await connectRawHttp(gateway.url);
  client.socket.end([...lines, '', body].join('\r\n'));
  const { text } = await client.closed;
  return [Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), gateway.sandbox.calls.length];
}

const get = 'GET /health HTTP/1.1';
const post = ['POST /graphql HTTP/1.1', 'Content-Type: application/json'];
const query = '{"query":"{ institution(code: \\"mxbank\\") { name } }"}';
const length = `Content-Length: ${query.length}`;
const handshake = [
  'GET /graphql HTTP/1.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

const refused: readonly (readonly [string, readonly string[], string?])[] = [
  ['two equal Hosts', [get, 'Host: localhost', 'Host: localhost']],
  ['two different Hosts', [get, 'Host: localhost', 'host: evil.example']],
  [
    'a second Host behind a thousand headers',
    [get, 'Host: localhost', ...Array(1_500).fill('a:'), 'Host: localhost'],
  ],
  ['two Hosts in one', [get, 'Host: localhost, localhost']],
  ['a Host that is a URL', [get, 'Host: http://localhost']],
  ['a Host with a name before it', [get, 'Host: ada@localhost']],
  ['a Host with a blank in it', [get, 'Host: local host']],
  ['no Host', [get]],
  ['a target of another host', ['GET http://evil.example/health HTTP/1.1', 'Host: localhost']],
  ['a target with a name in it', ['GET http://ada@localhost/health HTTP/1.1', 'Host: localhost']],
  ['a target of another port', ['GET http://localhost:1/health HTTP/1.1', 'Host: localhost:2']],
  ['a target with a host, and no Host', ['GET http://localhost/health HTTP/1.0']],
  ['two lengths', [...post, 'Host: localhost', length, length], query],
  ['two different lengths', [...post, 'Host: localhost', length, 'Content-Length: 1'], query],
  ['two lengths in one', [...post, 'Host: localhost', `${length}, ${query.length}`], query],
  [
    'a length and chunks',
    [...post, 'Host: localhost', length, 'Transfer-Encoding: chunked'],
    query,
  ],
  [
    'two transfer encodings',
    [...post, 'Host: localhost', 'Transfer-Encoding: identity', 'Transfer-Encoding: chunked'],
    query,
  ],
  [
    'chunks that are not the last encoding',
    [...post, 'Host: localhost', 'Transfer-Encoding: chunked, gzip'],
    query,
  ],
  [
    'two tokens',
    [...post, 'Host: localhost', length, 'Authorization: Bearer a', 'authorization: Bearer b'],
    query,
  ],
  ['two content types', [...post, 'Host: localhost', length, 'content-type: text/plain'], query],
  [
    'two origins',
    [...post, 'Host: localhost', length, 'Origin: http://localhost', 'Origin: http://localhost'],
    query,
  ],
  ['a blank before the colon', [get, 'Host : localhost']],
  ['a folded header', [get, 'Host: localhost', 'X: a', ' b']],
  ['a handshake with two Hosts', [...handshake, 'Host: localhost', 'Host: localhost']],
  ['a handshake without a Host', handshake],
  [
    'a handshake with two tokens',
    [...handshake, 'Host: localhost', 'Authorization: a', 'Authorization: b'],
  ],
  ['a handshake with two keys', [...handshake, 'Host: localhost', `${handshake[4]}`]],
];

test.for(refused)('%s: refused with 400, without a call to MX', async ([, lines, body]) => {
  expect(await statusOf(lines, body)).toEqual([400, 0]);
});

const taken: readonly (readonly [string, readonly string[]])[] = [
  [
    'a target with the host of the Host',
    ['GET http://localhost/health HTTP/1.1', 'Host: LocalHost'],
  ],
  [
    'the same with a query and no path',
    ['GET http://localhost:80?a=/b HTTP/1.1', 'Host: localhost:80'],
  ],
  ['a Host of IPv6', [get, 'Host: [::1]:4000']],
  ['no Host in HTTP/1.0', ['GET /health HTTP/1.0']],
  [
    'two values of what may have several',
    [get, 'Host: localhost', 'Accept: a/b', 'Accept: c/d', 'Cookie: a', 'Cookie: b'],
  ],
  [
    'another protocol that is not spoken',
    [
      get,
      'Host: localhost',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABk',
    ],
  ],
];

test.for(taken)('a head with %s is answered', async ([, lines]) => {
  const [status] = await statusOf(lines);
  expect([200, 302]).toContain(status);
});
