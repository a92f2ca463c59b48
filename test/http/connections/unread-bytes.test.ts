import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { toClient } from '../../../src/http/client.ts';
import { createUnreadBytes } from '../../../src/http/connections/unread-bytes.ts';
import type { LimitName } from '../../../src/limits.ts';
import type { Client } from '../../../src/operation/request.ts';
import { startBareServer } from '../../support/http-server.ts';
import { connectRawHttp, requestText } from '../../support/raw-http.ts';

const MB = 1024 * 1024;

/** A writer whose other end reads nothing unless it is told to. */
async function openPair() {
  const stack = new AsyncDisposableStack();
  const server = createServer().listen(0, '127.0.0.1');
  stack.defer(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const reader = connect(port, '127.0.0.1').pause();
  reader.on('error', () => {});
  stack.defer(() => void reader.destroy());
  const [writer] = (await once(server, 'connection')) as [Socket];
  writer.on('error', () => {});
  stack.defer(() => void writer.destroy());
  return { reader, writer, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function create(bounds: { connection?: number; all?: number } = {}) {
  const cuts: LimitName[] = [];
  const { look } = createUnreadBytes({
    connectionWaitingBytes: bounds.connection ?? 100 * MB,
    waitingBytes: bounds.all ?? 100 * MB,
    readerBytesPerMinute: 64 * 1024,
    onCut: (limit) => cuts.push(limit),
  });
  return { cuts, look };
}

test('a client that reads nothing of its response is cut after a minute of checks', async () => {
  await using pair = await openPair();
  const { cuts, look } = create();
  pair.writer.write(Buffer.alloc(30 * MB));
  for (let at = 0; at < 60; at += 1) expect(look([pair.writer])).toBe(30 * MB);
  expect([cuts, pair.writer.destroyed]).toEqual([[], false]);
  expect(look([pair.writer])).toBe(0);
  expect([cuts, pair.writer.destroyed]).toEqual([['readerBytesPerMinute'], true]);
});

test('a client without a response to read is not cut, however long it waits', async () => {
  await using pair = await openPair();
  const { look } = create();
  for (let at = 0; at < 500; at += 1) look([pair.writer]);
  expect(pair.writer.destroyed).toBe(false);
});

/** Reads so much at each look, and gives the looks after which the writer is cut; 300 if it is not. */
async function looksUntilCut(bytesALook: number): Promise<number> {
  await using pair = await openPair();
  const { look } = create();
  // One chunk, of which `writableLength` shows no progress until its end.
  pair.writer.write(Buffer.alloc(60 * MB));
  for (let at = 1; at <= 300; at += 1) {
    const before = pair.reader.bytesRead;
    while (pair.reader.bytesRead < before + bytesALook) {
      if (pair.reader.read() === null) await once(pair.reader, 'readable');
    }
    // So that the writer hears of what was read.
    await new Promise((resolve) => setImmediate(resolve));
    look([pair.writer]);
    if (pair.writer.destroyed) return at;
  }
  return 300;
}

test('a slow client that goes on reading is not cut, even within one large chunk', async () => {
  expect(await looksUntilCut(100 * 1024)).toBe(300);
});

test('a connection with too many unread bytes is cut, whether or not its client reads', async () => {
  await using pair = await openPair();
  const { cuts, look } = create({ connection: 20 * MB });
  pair.writer.write(Buffer.alloc(20 * MB));
  expect(look([pair.writer])).toBe(20 * MB);
  pair.writer.write('x');
  expect(look([pair.writer])).toBe(0);
  expect(cuts).toEqual(['connectionWaitingBytes']);
});

test('the connections with the most unread bytes are cut when all have too many', async () => {
  await using stack = new AsyncDisposableStack();
  const { cuts, look } = create({ all: 60 * MB });
  const writers: Socket[] = [];
  for (const bytes of [20, 25, 10, 40]) {
    const pair = stack.use(await openPair());
    pair.writer.write(Buffer.alloc(bytes * MB));
    writers.push(pair.writer);
  }
  expect(look(writers)).toBe(55 * MB);
  expect(writers.map(({ destroyed }) => destroyed)).toEqual([false, false, false, true]);
  expect(cuts).toEqual(['waitingBytes']);
});

test('a stream whose client does not read ends because of it', async () => {
  let client: Client | undefined;
  await using http = await startBareServer({
    graphql: (_request, response) => {
      client = toClient(response);
      client.onStream?.();
      response.write(Buffer.alloc(30 * MB));
    },
    bounds: { lookMs: 5, connectionWaitingBytes: 100 * MB },
  });
  using raw = await connectRawHttp(http.url);
  raw.socket.pause();
  raw.write(requestText('GET /graphql'));
  await expect.poll(() => client?.gone.reason).toBe('client-too-slow');
});

test('a stalled reader loses its response, and the server frees the unread bytes', async () => {
  const limits: LimitName[] = [];
  const body = Buffer.alloc(30 * MB);
  await using http = await startBareServer({
    graphql: (_request, response) => response.end(body),
    bounds: { lookMs: 5, connectionWaitingBytes: 100 * MB },
    onLimit: (limit) => limits.push(limit),
  });
  using client = await connectRawHttp(http.url);
  client.socket.pause();
  client.write(requestText('GET /graphql').repeat(50));
  await expect.poll(() => limits).toEqual(['readerBytesPerMinute']);
  await expect.poll(http.counts).toEqual({ connections: 0, waitingRequests: 0, waitingBytes: 0 });
});
