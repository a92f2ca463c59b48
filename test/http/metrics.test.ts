import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startMetricsServer } from '../../src/http/metrics.ts';

const REQUEST = 'GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
/** More than the buffers between two sockets. */
const LONG = 'x'.repeat(12 * 1024 * 1024);
const MOST_CONNECTIONS = 20;

/** Opens all connections that the server accepts. Their client reads nothing. */
async function holdAll(url: string, sent: string) {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(
    Array.from({ length: MOST_CONNECTIONS }, async () => {
      const socket = connect(Number(port), hostname).pause();
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(sent);
      return socket;
    }),
  );
  return { [Symbol.dispose]: () => sockets.forEach((socket) => socket.destroy()) };
}

async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

test('clients that do not take their responses cannot keep scrapes out', async () => {
  let text = LONG;
  await using server = await startMetricsServer({
    ...{ host: '127.0.0.1', port: 0, timeoutMs: 100 },
    read: () => Promise.resolve(text),
  });
  using _ = await holdAll(server.url, REQUEST);
  text = '';
  await expect.poll(() => statusOf(server.url), { timeout: 10_000 }).toBe(200);
});

test.for([
  ['idle after a response', REQUEST],
  ['without a request', ''],
])('connections that are %s cannot keep scrapes out', async ([, sent = '']) => {
  await using server = await startMetricsServer({
    ...{ host: '127.0.0.1', port: 0, timeoutMs: 1_000 },
    read: () => Promise.resolve(''),
  });
  using _ = await holdAll(server.url, sent);
  await expect.poll(() => statusOf(server.url), { timeout: 10_000 }).toBe(200);
});
