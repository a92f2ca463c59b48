import { connect } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { Feed, type FeedReader } from '../../../src/feed.ts';
import { PartSender } from '../../../src/http/multipart/part-sender.ts';
import { startBareServer } from '../../support/http-server.ts';

const part = Buffer.alloc(64 * 1024, 'x');

/** Results without end, each of which is made when it is asked for. */
class Endless extends Feed<ExecutionResult> {
  made = 0;
  hasLeft = false;

  override read(reader: FeedReader<ExecutionResult>): void {
    this.made += 1;
    queueMicrotask(() => reader.take({ data: null }));
  }

  override leave(): void {
    this.hasLeft = true;
  }
}

test('a reader that stalls gets no more results made, and is cut', async () => {
  const results = new Endless();
  await using server = await startBareServer({
    graphql: (_request, response) =>
      new PartSender(results, { response, type: 'v0.2', toBytes: () => part }).start(),
    // Sixty looks make a minute.
    bounds: { lookMs: 10, readerBytesPerMinute: 1e9 },
  });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.pause();
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"a": 1}',
  );
  await expect.poll(() => results.hasLeft, { timeout: 10_000 }).toBe(true);
  // What fits into the buffers of the kernel and one result more.
  expect(results.made * part.length).toBeLessThan(32 * 1024 * 1024);
  const { made } = results;
  socket.destroy();
  expect(results.made).toBe(made);
});
