import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { conversations } from '../../support/conversations.ts';
import { startBareServer } from '../../support/http-server.ts';
import { spawnGateway } from '../../support/process.ts';
import { connectRawHttp, postText } from '../../support/raw-http.ts';

const endings: readonly ((socket: Socket) => unknown)[] = [
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.destroy(),
  (socket) => socket.end(),
  // A byte that comes alone, and the end with it.
  (socket) => socket.write('\r', () => socket.destroy()),
  // What comes back is left unread, and so the connection is reset.
  (socket) => socket.pause() && setTimeout(() => socket.destroy(), 5),
];

/** Says so many bytes of this, ends in this way, and waits until the connection is closed. */
async function breakOff(port: number, text: string, bytes: number, ending: number) {
  const socket = connect(port, '127.0.0.1').resume();
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  socket.write(text.slice(0, bytes), 'latin1', () => endings[ending % endings.length]?.(socket));
  await closed;
}

const AT_ONCE = 40;

/** Breaks off every conversation behind each of its bytes, in another way at each. */
async function breakOffEverywhere(port: number, firstEnding: number): Promise<number> {
  const all = Object.values(conversations).flatMap((text) =>
    Array.from({ length: text.length + 1 }, (_, bytes) => ({ text, bytes })),
  );
  const left = all.values();
  const work = async () => {
    for (const { text, bytes } of left) await breakOff(port, text, bytes, bytes + firstEnding);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return all.length;
}

/** What a process has open; 0 where it cannot be known. */
function countDescriptors(pid: number): number {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/fd`).length : 0;
}

test(
  'thousands of connections that break at every byte leave nothing behind',
  { timeout: 180_000 },
  async () => {
    await using gateway = spawnGateway({ PORT: '0', LOG_LEVEL: 'info' });
    const url = await gateway.started;
    const port = Number(new URL(url).port);
    const before = countDescriptors(gateway.pid);
    expect(await breakOffEverywhere(port, 0)).toBeGreaterThan(3_000);
    expect((await fetch(url.replace('/graphql', '/health'))).status).toBe(200);
    // The connections of that fetch and of the sandbox may be open.
    await expect.poll(() => countDescriptors(gateway.pid)).toBeLessThanOrEqual(before + 10);
    expect(gateway.stderr()).toBe('');
    expect(gateway.lines().filter((line) => /"(?:failed|crashed)"/.test(line))).toEqual([]);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  },
);

test('connections that break while the server stops neither delay it nor end the process', async () => {
  let due: ServerResponse | undefined;
  const http = await startBareServer({
    lingerMs: 50,
    graphql: (_request, response) => (due === undefined ? (due = response) : response.end()),
  });
  const port = Number(new URL(http.url).port);
  const change = postText({ query: 'mutation { a }' });
  using waiting = await connectRawHttp(http.url);
  waiting.write(change);
  await expect.poll(() => due).toBeDefined();
  const all = Object.values(conversations).flatMap((text) =>
    Array.from({ length: Math.ceil(text.length / 9) }, (_, at) => ({ text, bytes: at * 9 })),
  );
  const sockets = await Promise.all(
    all.map(async ({ text, bytes }) => {
      const socket = connect(port, '127.0.0.1').resume();
      socket.on('error', () => {});
      await once(socket, 'connect');
      return { socket, text, bytes, closed: once(socket, 'close') };
    }),
  );
  await expect.poll(() => http.counts().connections).toBe(sockets.length + 1);
  const ended = http[Symbol.asyncDispose]();
  for (const { socket, text, bytes } of sockets) {
    socket.write(text.slice(0, bytes), 'latin1', () => endings[bytes % endings.length]?.(socket));
  }
  await Promise.all(sockets.map(({ closed }) => closed));
  due?.end('made');
  expect(await waiting.closed).toMatchObject({
    error: null,
    text: expect.stringContaining('made'),
  });
  await ended;
  await expect.poll(() => http.counts().connections).toBe(0);
});
