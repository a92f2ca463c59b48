import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { spawnGateway } from '../../support/process.ts';

interface Handshake {
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

/** 101, or the status that the handshake is refused with. */
async function statusOf(gateway: TestGateway, { headers = {}, path = '/graphql' }: Handshake) {
  const url = gateway.url.replace('http', 'ws').replace('/graphql', path);
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
  socket.on('error', () => {});
  const [response] = await Promise.race([
    once(socket, 'unexpected-response').then(([, refused]) => [refused]),
    once(socket, 'open').then(() => [{ statusCode: 101 }]),
  ]);
  socket.terminate();
  return response.statusCode;
}

test('a handshake of a foreign page is refused with 403, one of our own or without a page is not', async () => {
  await using gateway = await startTestGateway();
  const own = new URL(gateway.url).origin;
  const { port } = new URL(gateway.url);
  const foreign = [
    'https://evil.example',
    'null',
    'http://127.0.0.1',
    `http://127.0.0.1:${port}.evil.example`,
    `http://evil.example#127.0.0.1:${port}`,
    `http://127.0.0.1:${port}@evil.example`,
    'file://',
    '',
  ];
  const statuses = foreign.map((origin) => statusOf(gateway, { headers: { origin } }));
  expect(await Promise.all(statuses)).toEqual(foreign.map(() => 403));
  expect(await statusOf(gateway, { headers: { origin: own } })).toBe(101);
  expect(await statusOf(gateway, {})).toBe(101);
});

test('a handshake with a rebound Host is refused with 421', async () => {
  await using gateway = await startTestGateway();
  const host = `evil.example:${new URL(gateway.url).port}`;
  const headers = { host, origin: `http://${host}` };
  expect(await statusOf(gateway, { headers })).toBe(421);
});

test.for(['/', '/graphql/', '/graphqlx', '/health', '/graphql/../graphql2'])(
  'a handshake at %s is refused with 404',
  async (path) => {
    await using gateway = await startTestGateway();
    expect(await statusOf(gateway, { path })).toBe(404);
  },
);

const handshakes: Readonly<Record<string, readonly string[]>> = {
  'at a wrong path': ['GET /nowhere HTTP/1.1', 'Host: localhost'],
  'of a foreign origin': [
    'GET /graphql HTTP/1.1',
    'Host: localhost',
    'Origin: https://evil.example',
  ],
  'of a foreign page': ['GET /graphql HTTP/1.1', 'Host: localhost', 'Sec-Fetch-Site: cross-site'],
  'of a foreign host': ['GET /graphql HTTP/1.1', 'Host: evil.example'],
  'without a key': ['GET /graphql HTTP/1.1', 'Host: localhost', 'Sec-WebSocket-Key: none'],
  'of an old version': ['GET /graphql HTTP/1.1', 'Host: localhost', 'Sec-WebSocket-Version: 1'],
  'with a body': ['GET /graphql HTTP/1.1', 'Host: localhost', 'Content-Length: 9'],
  'by POST': ['POST /graphql HTTP/1.1', 'Host: localhost'],
  'that is a tunnel': ['CONNECT localhost:443 HTTP/1.1', 'Host: localhost'],
  'that is let in': ['GET /graphql HTTP/1.1', 'Host: localhost'],
};

/** The text of a handshake, which a later line of the same name overrides. */
function handshakeOf([start = '', ...lines]: readonly string[]): string {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const all = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', key];
  const nameOf = (line: string) => line.split(':', 1)[0];
  const defaults = all.filter((line) => !lines.map(nameOf).includes(nameOf(line)));
  return [start, ...defaults, ...lines, '', ''].join('\r\n');
}

test('clients that reset their handshakes do not end the process', async () => {
  await using gateway = spawnGateway({ PORT: '0' });
  const url = new URL(await gateway.started);
  const resetHandshake = async (text: string) => {
    const socket = connect(Number(url.port), url.hostname);
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text, () => socket.resetAndDestroy());
    await once(socket, 'close');
  };
  for (const lines of Object.values(handshakes)) {
    const sent = handshakeOf(lines);
    await Promise.all(Array.from({ length: 30 }, () => resetHandshake(sent)));
  }
  expect((await fetch(new URL('/health', url))).status).toBe(200);
  gateway.kill('SIGTERM');
  expect([await gateway.exited, gateway.stderr()]).toEqual([0, '']);
});
