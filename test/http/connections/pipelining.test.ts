import { expect, test } from 'vitest';
import { type LimitName, limits } from '../../../src/limits.ts';
import { createQuestions, startBareServer } from '../../support/http-server.ts';
import { connectRawHttp, requestText } from '../../support/raw-http.ts';
import { many } from './requests.ts';

test('requests of one connection are answered one at a time, in order', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  using client = await connectRawHttp(http.url);
  client.write(many(3));
  for (let at = 0; at < 3; at += 1) {
    await expect.poll(() => asked.length).toBe(at + 1);
    expect(http.counts()).toMatchObject({ connections: 1, waitingRequests: 2 - at });
    expect(asked[at]?.request.url).toBe(`/graphql?at=${at}`);
    asked[at]?.response.end(`answer ${at}`);
  }
  await expect.poll(client.text).toContain('answer 2');
  expect(client.responses()).toBe(3);
});

test('as many pipelined requests as may wait are all answered, in order', async () => {
  await using http = await startBareServer({
    graphql: ({ url }, response) => response.end(`<${url?.split('=')[1]}>`),
  });
  using client = await connectRawHttp(http.url);
  const most = limits.requestsPerConnection;
  client.write(many(most));
  await expect.poll(client.responses).toBe(most);
  const order = client.text().matchAll(/<(\d+)>/g);
  expect([...order].map(([, at]) => Number(at))).toEqual(
    Array.from({ length: most }, (_, at) => at),
  );
  expect(http.counts().waitingRequests).toBe(0);
});

test('requests of other connections are served between those of one', async () => {
  const order: string[] = [];
  await using http = await startBareServer({
    bounds: { requestsPerConnection: 1_000 },
    graphql: ({ url = '' }, response) => {
      order.push(url);
      response.end();
    },
  });
  using greedy = await connectRawHttp(http.url);
  using one = await connectRawHttp(http.url);
  greedy.write(requestText('GET /graphql?greedy').repeat(900));
  one.write(requestText('GET /graphql?one'));
  await expect.poll(greedy.responses).toBe(900);
  expect(order.indexOf('/graphql?one')).toBeLessThan(450);
});

test('many connections with many requests leave turns for others', async () => {
  const order: string[] = [];
  let turns = 0;
  let isCounting = true;
  const count = () => {
    turns += 1;
    if (isCounting) setImmediate(count);
  };
  const turnOf: number[] = [];
  await using http = await startBareServer({
    graphql: ({ url = '' }, response) => {
      if (url.endsWith('?many')) turnOf.push(turns);
      order.push(url);
      response.end();
    },
  });
  count();
  const clients = await Promise.all(Array.from({ length: 10 }, () => connectRawHttp(http.url)));
  for (const client of clients) client.write(requestText('GET /graphql?many').repeat(50));
  await expect.poll(() => order.length).toBe(500);
  isCounting = false;
  for (const client of clients) client[Symbol.dispose]();
  // The first of each connection come whenever they come; those behind them one a turn.
  expect(new Set(turnOf).size).toBeGreaterThan(250);
});

test('a connection with too many requests gets the responses of those that may wait, and ends', async () => {
  const exceeded: LimitName[] = [];
  await using http = await startBareServer({
    bounds: { requestsPerConnection: 10 },
    onLimit: (limit) => exceeded.push(limit),
  });
  using client = await connectRawHttp(http.url);
  client.write(many(500));
  const { text, error } = await client.closed;
  expect(text.match(/answered/g)).toHaveLength(11);
  expect([error, exceeded]).toEqual([null, ['requestsPerConnection']]);
});

test('the connection with the most waiting requests is cut when all have too many', async () => {
  const { asked, graphql } = createQuestions();
  const exceeded: LimitName[] = [];
  await using http = await startBareServer({
    graphql,
    bounds: { waitingRequests: 60 },
    onLimit: (limit) => exceeded.push(limit),
  });
  using modest = await connectRawHttp(http.url);
  using greedy = await connectRawHttp(http.url);
  modest.write(many(11));
  await expect.poll(() => http.counts().waitingRequests).toBe(10);
  greedy.write(many(200));
  await greedy.closed;
  await expect.poll(http.counts).toMatchObject({ connections: 1, waitingRequests: 10 });
  expect(exceeded).toEqual(['waitingRequests']);
  const { localPort } = modest.socket;
  const askedByModest = () =>
    asked.filter(({ request }) => request.socket.remotePort === localPort);
  for (let at = 0; at < 11; at += 1) {
    await expect.poll(() => askedByModest().length).toBe(at + 1);
    askedByModest()[at]?.response.end();
  }
  await expect.poll(modest.responses).toBe(11);
});

test('a waiting request whose client has left is not run', async () => {
  const { asked, graphql } = createQuestions();
  await using http = await startBareServer({ graphql });
  const client = await connectRawHttp(http.url);
  client.write(many(20));
  await expect.poll(() => http.counts().waitingRequests).toBe(19);
  client.socket.resetAndDestroy();
  await expect.poll(http.counts).toMatchObject({ connections: 0, waitingRequests: 0 });
  expect(asked).toHaveLength(1);
});
