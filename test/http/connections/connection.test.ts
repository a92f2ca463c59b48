import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { LimitName } from '../../../src/limits.ts';
import { createQuestions, startBareServer, beginStream } from '../../support/http-server.ts';
import { connectRawHttp, postText, requestText } from '../../support/raw-http.ts';
import { get, many } from './requests.ts';

test.for(['HTTP/1.1', 'HTTP/1.0'])(
  'a client of %s that has sent its last byte gets its responses',
  async (version) => {
    const { asked, graphql } = createQuestions();
    await using http = await startBareServer({ graphql });
    using client = await connectRawHttp(http.url);
    const line = `GET /graphql ${version}`;
    client.socket.end(`${line}\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n`.repeat(2));
    for (let at = 0; at < 2; at += 1) {
      await expect.poll(() => asked.length).toBe(at + 1);
      asked[at]?.response.setHeader('content-length', 8).end(`answer ${at}`);
    }
    const { text, error } = await client.closed;
    expect(text).toMatch(/answer 0[^]*answer 1$/);
    expect(error).toBeNull();
  },
);

test('a client that closes is noticed while its response is being made', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  const client = await connectRawHttp(http.url);
  client.write(get());
  await expect.poll(() => asked.length).toBe(1);
  client.socket.destroy();
  await expect.poll(() => asked[0]?.response.closed).toBe(true);
  expect(http.counts().connections).toBe(0);
});

test('a slow response to a client that has sent its last byte follows interim ones only', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  using client = await connectRawHttp(http.url);
  client.socket.end(get());
  await expect.poll(client.text).toContain('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102');
  asked[0]?.response.end('done');
  const { text } = await client.closed;
  expect(text).toMatch(/^(HTTP\/1\.1 102 Processing\r\n\r\n){2,4}HTTP\/1\.1 200 OK\r\n[^]*done$/);
});

test('an event stream ends when its client has sent its last byte, before or after the stream starts', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  const begin = (at: number) => {
    if (asked[at]) beginStream(asked[at]);
  };
  using early = await connectRawHttp(http.url);
  early.socket.end(get());
  await expect.poll(() => asked.length).toBe(1);
  begin(0);
  await early.closed;

  using late = await connectRawHttp(http.url);
  late.write(get());
  await expect.poll(() => asked.length).toBe(2);
  begin(1);
  await expect.poll(late.text).toContain(':\n\n');
  late.socket.end();
  await late.closed;
  await expect.poll(() => http.counts().connections).toBe(0);
});

test('requests before an unreadable one are answered, and then the error', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  using client = await connectRawHttp(http.url);
  client.write(`${many(2)}no request\r\n\r\n${get(2)}`);
  for (let at = 0; at < 2; at += 1) {
    await expect.poll(() => asked.length).toBe(at + 1);
    asked[at]?.response.end(`answer ${at}`);
  }
  const { text, error } = await client.closed;
  expect(text).toMatch(/answer 0[^]*answer 1[^]*HTTP\/1\.1 400 Bad Request\r\n/);
  expect([error, asked.length]).toEqual([null, 2]);
});

test('a request that breaks off in its body behind others is not run', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  using client = await connectRawHttp(http.url);
  client.socket.end(get() + postText({ query: '{ a }' }).slice(0, -3));
  await expect.poll(() => asked.length).toBe(1);
  asked[0]?.response.end('answered');
  const { text, error } = await client.closed;
  expect(text).toMatch(/answered[^]*HTTP\/1\.1 400 Bad Request\r\n/);
  expect([error, asked.length, http.counts().waitingRequests]).toEqual([null, 1, 0]);
});

test('a request that is not sent whole in time does not spoil the response before it', async () => {
  const { asked, graphql } = createQuestions();
  const exceeded: LimitName[] = [];
  const onLimit = (limit: LimitName) => exceeded.push(limit);
  await using http = await startBareServer({ graphql, onLimit });
  Object.assign(http.server, { headersTimeout: 50, requestTimeout: 50 });
  using client = await connectRawHttp(http.url);
  client.write(`${get()}GET /gra`);
  await expect.poll(() => asked.length).toBe(1);
  await expect.poll(() => exceeded).toEqual(['requestMs']);
  asked[0]?.response.end('answered late');
  const { text, error } = await client.closed;
  expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*answered late[^]*HTTP\/1\.1 408 /);
  expect(error).toBeNull();
});

test('a refusal reaches a client that is still sending', async () => {
  await using http = await startBareServer();
  using client = await connectRawHttp(http.url);
  const length = 30 * 1024 * 1024;
  const type = 'Content-Type: application/json';
  client.write(requestText('POST /graphql', type, `Content-Length: ${length}`));
  client.socket.write(Buffer.alloc(length, 32));
  await expect.poll(client.text).toContain('HTTP/1.1 413 ');
  expect(client.text()).toContain('"limit":"bodyBytes"');
});

test('a connection that was idle for its time is ended, not reset', async () => {
  await using http = await startBareServer();
  Object.assign(http.server, { keepAliveTimeout: 10, keepAliveTimeoutBuffer: 0 });
  const accepted = once(http.server, 'connection');
  const { port } = new URL(http.url);
  const client = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
  client.resume().write(get());
  const [socket] = (await accepted) as [Socket];
  await once(client, 'end');
  // A request that is on its way now is still taken off the wire.
  expect(socket).toMatchObject({ writableFinished: true, destroyed: false });
  client.end(get());
  await expect.poll(() => http.counts().connections).toBe(0);
});

test('a kept connection accumulates no listeners', async () => {
  const counts: number[] = [];
  await using http = await startBareServer({
    graphql: ({ socket }, response) => {
      const count = (name: string | symbol) => socket.listenerCount(name);
      counts.push(
        socket
          .eventNames()
          .map(count)
          .reduce((sum, each) => sum + each, 0),
      );
      response.end();
    },
  });
  using client = await connectRawHttp(http.url);
  for (let at = 1; at <= 30; at += 1) {
    client.write(at % 2 === 0 ? get() : postText({ query: '{ a }' }));
    await expect.poll(client.responses).toBe(at);
  }
  expect(counts.at(-1)).toBe(counts[1]);
});
