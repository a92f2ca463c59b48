import { expect, test } from 'vitest';
import type { LimitName } from '../../../src/limits.ts';
import { createQuestions, startBareServer } from '../../support/http-server.ts';
import { connectRawHttp, postText, type RawHttp, requestText } from '../../support/raw-http.ts';

const health = requestText('GET /health');
const ask = requestText('GET /graphql');

test('the oldest connection without a request makes way when there are too many', async () => {
  const limits: LimitName[] = [];
  await using http = await startBareServer({
    bounds: { connections: 3 },
    onLimit: (limit) => limits.push(limit),
  });
  const [first, second, third] = [
    await connectRawHttp(http.url),
    await connectRawHttp(http.url),
    await connectRawHttp(http.url),
  ];
  first.write(health);
  await expect.poll(first.responses).toBe(1);
  const fourth = await connectRawHttp(http.url);
  await second.closed;
  expect(limits).toEqual(['connections']);
  for (const { write } of [first, third, fourth]) write(health);
  await expect.poll(first.responses).toBe(2);
  await expect.poll(third.responses).toBe(1);
  await expect.poll(fourth.responses).toBe(1);
  expect(http.counts().connections).toBe(3);
});

const floods = [
  ['without a request', ''],
  ['with half a head', 'GET /graphql HTTP/1.1\r\nHost: localh'],
  ['with half a body', postText({ query: '{ a }' }).slice(0, -5)],
] as const;

test.for(floods)(
  'a flood of connections %s leaves those alone that have been served',
  async ([, sent]) => {
    await using http = await startBareServer({ bounds: { connections: 20 } });
    const served = await Promise.all(Array.from({ length: 10 }, () => connectRawHttp(http.url)));
    for (const { write } of served) write(health);
    for (const { responses } of served) await expect.poll(responses).toBe(1);
    const flood: RawHttp[] = [];
    for (let at = 0; at < 100; at += 1) {
      const client = await connectRawHttp(http.url);
      client.write(sent);
      flood.push(client);
    }
    await expect.poll(() => flood.filter(({ socket }) => !socket.closed).length).toBe(10);
    for (const { write } of served) write(health);
    for (const { responses } of served) await expect.poll(responses).toBe(2);
    for (const { socket } of flood) socket.destroy();
  },
);

test('a further connection gets health checks only when all are busy, and no other is touched', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql, bounds: { connections: 2 } });
  const busy = [await connectRawHttp(http.url), await connectRawHttp(http.url)];
  for (const { write } of busy) write(ask);
  await expect.poll(() => asked.length).toBe(2);

  const further = await connectRawHttp(http.url);
  further.write(ask);
  const { text, error } = await further.closed;
  expect(error).toBeNull();
  expect(text).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1\r\n[^]*"limit":"connections"/i);
  for (const path of ['/health', '/ready']) {
    const probe = await connectRawHttp(http.url);
    probe.write(requestText(`GET ${path}`));
    expect((await probe.closed).text).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
  }
  for (const { response } of asked) response.end('answered');
  for (const { text: said } of busy) await expect.poll(said).toContain('answered');
});

test('a handshake on a connection above the limit is refused', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql, bounds: { connections: 1 } });
  using busy = await connectRawHttp(http.url);
  busy.write(ask);
  await expect.poll(() => asked.length).toBe(1);
  using further = await connectRawHttp(http.url);
  further.write(requestText('GET /graphql', 'Connection: Upgrade', 'Upgrade: websocket'));
  expect((await further.closed).text).toMatch(/^HTTP\/1\.1 503 /);
  asked[0]?.response.end();
});

test('connections beyond those for health checks are closed, and places come back', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql, bounds: { connections: 1 } });
  using busy = await connectRawHttp(http.url);
  busy.write(ask);
  await expect.poll(() => asked.length).toBe(1);
  const flood = await Promise.all(Array.from({ length: 300 }, () => connectRawHttp(http.url)));
  await expect.poll(() => http.counts().connections).toBeLessThanOrEqual(202);
  for (const { socket } of flood) socket.destroy();
  await expect.poll(() => http.counts().connections).toBe(1);
  asked[0]?.response.end();
  await expect.poll(busy.responses).toBe(1);
  using next = await connectRawHttp(http.url);
  next.write(health);
  await expect.poll(next.responses).toBe(1);
});

test('a handshake behind a request in flight is answered as a GET', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  using client = await connectRawHttp(http.url);
  const handshake = requestText('GET /graphql', 'Connection: Upgrade', 'Upgrade: websocket');
  client.write(ask + handshake);
  for (let at = 0; at < 2; at += 1) {
    await expect.poll(() => asked.length).toBe(at + 1);
    asked[at]?.response.end(`answer ${at}`);
  }
  await expect.poll(client.text).toMatch(/answer 0[^]*answer 1/);
});
