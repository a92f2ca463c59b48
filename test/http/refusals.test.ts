import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { startTestGateway } from '../support/gateway.ts';

const JSON_HEAD = 'host: HOST\r\ncontent-type: application/json\r\n';
const HANDSHAKE =
  'host: HOST\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n';
const KEY = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

const refusals: Readonly<Record<string, readonly [number, string]>> = {
  'no HTTP': [400, 'hello\r\n\r\n'],
  'two hosts': [400, 'POST /graphql HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n'],
  'no JSON': [400, `POST /graphql HTTP/1.1\r\n${JSON_HEAD}content-length: 1\r\n\r\n{`],
  'another path': [404, 'GET /nothing HTTP/1.1\r\nhost: HOST\r\n\r\n'],
  'another method': [405, 'PUT /graphql HTTP/1.1\r\nhost: HOST\r\n\r\n'],
  'an Accept for nothing here': [
    406,
    `POST /graphql HTTP/1.1\r\n${JSON_HEAD}accept: text/html\r\ncontent-length: 2\r\n\r\n{}`,
  ],
  'a body that is too large': [
    413,
    `POST /graphql HTTP/1.1\r\n${JSON_HEAD}content-length: ${limits.bodyBytes * 100}\r\n\r\n`,
  ],
  'another type': [
    415,
    'POST /graphql HTTP/1.1\r\nhost: HOST\r\ncontent-type: text/plain\r\ncontent-length: 0\r\n\r\n',
  ],
  'an expectation': [
    417,
    `POST /graphql HTTP/1.1\r\n${JSON_HEAD}expect: more\r\ncontent-length: 2\r\n\r\n{}`,
  ],
  'another host': [421, 'POST /graphql HTTP/1.1\r\nhost: example.com\r\n\r\n'],
  'a head that is too large': [
    431,
    `GET /graphql HTTP/1.1\r\nhost: HOST\r\nx-a: ${'a'.repeat(limits.headerBytes)}\r\n\r\n`,
  ],
  'a handshake elsewhere': [404, `GET /other HTTP/1.1\r\n${HANDSHAKE}${KEY}\r\n`],
  'a handshake of another page': [
    403,
    `GET /graphql HTTP/1.1\r\n${HANDSHAKE}${KEY}origin: https://evil.example\r\n\r\n`,
  ],
  'a handshake without a key': [400, `GET /graphql HTTP/1.1\r\n${HANDSHAKE}\r\n`],
};

test.for(Object.entries(refusals))('%s is refused with a body', async ([, [status, request]]) => {
  await using gateway = await startTestGateway();
  const { port, host } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  socket.write(request.replace('HOST', host));
  await expect.poll(() => text).toContain('\r\n\r\n');
  socket.end();
  await closed;
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  const [, body = ''] = text.split('\r\n\r\n');
  expect(body.length).toBeGreaterThan(5);
});
