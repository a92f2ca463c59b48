import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

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

test('a handshake of a foreign page is refused with 403, one of our own or of no page is not', async () => {
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

test('a domain that was pointed at this machine gets no socket: its Host says which it is', async () => {
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
