import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { post, startEchoServer } from './echo-server.ts';

test('the server answers operations by POST and by GET', async () => {
  await using http = await startEchoServer();
  const answer = { data: { echo: 'hello' } };
  const query = '{ echo(text: "hello") }';
  expect(await (await post(http.url, JSON.stringify({ query }))).json()).toEqual(answer);
  const url = `${http.url}/graphql?query=${encodeURIComponent(query)}`;
  const response = await fetch(url);
  expect(await response.json()).toEqual(answer);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('a handler that throws answers 500 without its message', async () => {
  const errors: unknown[] = [];
  const broken = new Error('s3cret');
  await using http = await startEchoServer({
    graphql: () => Promise.reject(broken),
    onError: (error) => errors.push(error),
  });
  const response = await post(http.url, '{"query":"{ echo }"}');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('s3cret');
  expect(errors).toEqual([broken]);
});

test('a start on a taken port names the port', async () => {
  await using http = await startEchoServer();
  const port = Number(new URL(http.url).port);
  await expect(startEchoServer({ port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: the port is already in use.`,
  );
});

test('a response in flight is finished before the server ends', async () => {
  const arrived = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const http = await startEchoServer({
    graphql: async (_request, response) => {
      arrived.resolve();
      await finish.promise;
      response.end('done');
    },
  });
  const asked = fetch(`${http.url}/graphql`);
  await arrived.promise;
  const disposed = http[Symbol.asyncDispose]();
  const askAgain = () => fetch(`${http.url}/health`).catch((error: Error) => error.message);
  await expect.poll(askAgain).toBe('fetch failed');
  finish.resolve();
  const response = await asked;
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.text()).toBe('done');
  await disposed;
});

test('a response that outlasts the grace is cut, upgraded connections included', async () => {
  const http = await startEchoServer({ drainMs: 20, graphql: () => {} });
  http.server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    socket.on('error', () => {});
  });
  const port = Number(new URL(http.url).port);
  const upgraded = connect(port, '127.0.0.1');
  upgraded.write(
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  await once(upgraded, 'data');
  const hanging = fetch(`${http.url}/graphql`);
  await once(http.server, 'request');
  await turn();
  await Promise.all([
    http[Symbol.asyncDispose](),
    once(upgraded, 'close'),
    expect(hanging).rejects.toThrow('fetch failed'),
  ]);
});
