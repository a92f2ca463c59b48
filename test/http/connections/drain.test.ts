import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createQuestions, startBareServer, beginStream } from '../../support/http-server.ts';
import { connectRawHttp, postText, requestText } from '../../support/raw-http.ts';

const health = requestText('GET /health');
const closes = /^connection: close\r$/im;
const change = postText({ query: 'mutation { a }' });

/** A server that is stopping once it has all of this, with one response due on a connection of its own. */
async function startStopping(sent: readonly string[]) {
  const { asked, graphql } = createQuestions();
  const http = await startBareServer({ graphql });
  const sockets: Socket[] = [];
  http.server.on('connection', (socket) => sockets.push(socket));
  const open = async (text: string) => {
    const client = await connectRawHttp(http.url);
    client.write(text);
    return client;
  };
  const due = await open(change);
  await expect.poll(() => asked.length).toBe(1);
  const clients = await Promise.all(sent.map(open));
  const bytes = [change, ...sent].join('').length;
  const bytesRead = () => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
  await expect.poll(bytesRead).toBe(bytes);
  const answered = sent.filter((text) => text === health).length;
  const responses = () => clients.reduce((sum, client) => sum + client.responses(), 0);
  await expect.poll(responses).toBe(answered);
  const ended = http[Symbol.asyncDispose]();
  return { asked, due, clients, ended };
}

test('a response in flight is sent before its connection ends, and announces the end', async () => {
  const { asked, due, ended } = await startStopping([]);
  asked[0]?.response.end('made');
  expect(await due.closed).toEqual({ error: null, text: expect.stringMatching(closes) });
  expect(due.text()).toContain('made');
  await ended;
});

test('a connection that Node has not seen yet when the server stops gets its response', async () => {
  const http = await startBareServer({ lingerMs: 20_000 });
  const client = connect(Number(new URL(http.url).port), '127.0.0.1');
  client.write(health);
  // Node connects in this tick, and the kernel accepts at once.
  await new Promise((resolve) => process.nextTick(resolve));
  const ended = http[Symbol.asyncDispose]();
  expect(await readText(client)).toMatch(closes);
  await ended;
});

test('requests that arrive while the listener is closing are answered once it is closed', async () => {
  const { asked, graphql } = createQuestions();
  const http = await startBareServer({ lingerMs: 20_000, graphql });
  const client = await connectRawHttp(http.url);
  const ended = http[Symbol.asyncDispose]();
  client.write(change);
  await expect.poll(() => asked.length, { interval: 1 }).toBe(1);
  expect(http.server.listening).toBe(false);
  asked[0]?.response.end('made');
  expect(await client.closed).toEqual({ error: null, text: expect.stringMatching(closes) });
  await ended;
});

test('clients that connect without a pause do not keep the listener open', async () => {
  const http = await startBareServer();
  const port = Number(new URL(http.url).port);
  const ended = http[Symbol.asyncDispose]();
  // Each connects in the turn after the one before.
  while (http.server.listening) {
    connect(port, '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect(fetch(`${http.url}/health`)).rejects.toThrow('fetch failed');
  await ended;
});

test('an idle connection takes one more request while a response is in flight', async () => {
  const { asked, clients, ended } = await startStopping([health, health]);
  const [late, never] = clients;
  late?.write(health);
  expect(await late?.closed).toEqual({ error: null, text: expect.stringMatching(closes) });
  expect(late?.responses()).toBe(2);
  expect(never?.socket.readyState).toBe('open');
  asked[0]?.response.end();
  expect(await never?.closed).toMatchObject({ error: null });
  await ended;
});

test('a request that has arrived in part gets its response', async () => {
  const halves = [health.slice(0, 9), change.slice(0, -5), change.slice(0, 20)];
  const { asked, due, clients, ended } = await startStopping(halves);
  asked[0]?.response.end();
  await due.closed;
  clients[0]?.write(health.slice(9));
  clients[1]?.write(change.slice(-5));
  clients[2]?.write(change.slice(20));
  await expect.poll(() => asked.length).toBe(3);
  for (const { response } of asked) response.end();
  for (const { closed } of clients) {
    expect(await closed).toEqual({ error: null, text: expect.stringMatching(closes) });
  }
  await ended;
});

test('pipelined requests are all answered, and the last response announces the end', async () => {
  const { asked, clients, ended } = await startStopping([change + change + health]);
  for (let at = 0; at < 3; at += 1) {
    await expect.poll(() => asked.length).toBeGreaterThan(at);
    asked[at]?.response.end();
  }
  const { text = '', error } = (await clients[0]?.closed) ?? {};
  expect(error).toBeNull();
  expect(clients[0]?.responses()).toBe(3);
  expect(text.match(/connection: close/gi)).toHaveLength(1);
  expect(text.lastIndexOf('HTTP/1.1')).toBeLessThan(text.search(/connection: close/i));
  await ended;
});

test('a request behind the last response is not run', async () => {
  const { asked, due, ended } = await startStopping([]);
  asked[0]?.response.end();
  due.write(change.repeat(3));
  expect(await due.closed).toMatchObject({ error: null });
  expect(due.responses()).toBe(1);
  await ended;
  expect(asked).toHaveLength(1);
});

test('a client of HTTP/1.0 gets its response', async () => {
  const old = 'GET /graphql HTTP/1.0\r\n\r\n';
  const { asked, clients, ended } = await startStopping([old]);
  await expect.poll(() => asked.length).toBe(2);
  for (const { response } of asked) response.end('made');
  expect(await clients[0]?.closed).toEqual({ error: null, text: expect.stringMatching(/made$/) });
  await ended;
});

test('a request that comes too late to be finished is refused, not run', async () => {
  const { asked, graphql } = createQuestions();
  let now = 0;
  const http = await startBareServer({ graphql, now: () => now });
  const [due, late] = [await connectRawHttp(http.url), await connectRawHttp(http.url)];
  due.write(change);
  await expect.poll(() => asked.length).toBe(1);
  await expect.poll(() => http.counts().connections).toBe(2);
  const ended = http[Symbol.asyncDispose]();
  now = 8_000;
  late.write(change);
  const { text, error } = await late.closed;
  expect(text).toMatch(
    /^HTTP\/1\.1 503 [^]*connection: close[^]*"code":"RESTARTING","retryable":true/i,
  );
  asked[0]?.response.end();
  await Promise.all([due.closed, ended]);
  expect([error, asked.length]).toEqual([null, 1]);
});

test('event streams are cut at once, and a later one as it starts', async () => {
  const { asked, graphql } = createQuestions();
  const http = await startBareServer({ graphql });
  const [early, late] = [await connectRawHttp(http.url), await connectRawHttp(http.url)];
  const begin = (at: number) => {
    if (asked[at]) beginStream(asked[at]);
  };
  early.write(change);
  await expect.poll(() => asked.length).toBe(1);
  begin(0);
  await expect.poll(early.text).toContain(':\n\n');
  late.write(change);
  await expect.poll(() => asked.length).toBe(2);
  const ended = http[Symbol.asyncDispose]();
  expect((await early.closed).text).not.toMatch(/0\r\n\r\n$/);
  begin(1);
  await Promise.all([late.closed, ended]);
});

test('an idle connection takes requests for a while when no response is in flight', async () => {
  const http = await startBareServer({ lingerMs: 60_000, drainMs: 90_000 });
  const [asking, silent] = [await connectRawHttp(http.url), await connectRawHttp(http.url)];
  await expect.poll(() => http.counts().connections).toBe(2);
  const ended = http[Symbol.asyncDispose]();
  asking.write(health);
  expect(await asking.closed).toEqual({ error: null, text: expect.stringMatching(closes) });
  silent.socket.end();
  await ended;
});

test('a client that never finishes its request is cut at the end of the time', async () => {
  const http = await startBareServer({ drainMs: 50 });
  const client = await connectRawHttp(http.url);
  client.write('GET /graph');
  await expect.poll(() => http.counts().connections).toBe(1);
  await http[Symbol.asyncDispose]();
  await client.closed;
});

test('requests that meet the end of their connection get a response or an end, never a reset', async () => {
  const http = await startBareServer();
  const clients = await Promise.all(Array.from({ length: 200 }, () => connectRawHttp(http.url)));
  for (const { write } of clients) write(health);
  await Promise.all(clients.map(({ socket }) => once(socket, 'data')));
  const halfOfThem = clients.filter((_client, at) => at % 2 === 0);
  for (const { write } of halfOfThem) write(health);
  const ended = http[Symbol.asyncDispose]();
  for (const client of clients) if (!halfOfThem.includes(client)) client.write(health);
  const errors = await Promise.all(clients.map(async ({ closed }) => (await closed).error));
  expect(errors.filter((error) => error !== null)).toEqual([]);
  await ended;
});
