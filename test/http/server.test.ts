import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { createSchema, createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { createOrigins } from '../../src/http/origins.ts';
import type { Explorer } from '../../src/http/routes.ts';
import { type HttpServerOptions, startHttpServer } from '../../src/http/server.ts';

const LIMIT = 128 * 1024;

const yoga = createYoga({
  logging: false,
  graphiql: false,
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Query {
        echo(text: String): String
      }
    `,
    resolvers: { Query: { echo: (_root, { text }: { text?: string }) => text ?? 'echo' } },
  }),
});

const explorer: Explorer = {
  page: (_request, response) => response.setHeader('content-type', 'text/html').end('the page'),
  asset: (request, response) => response.end(`asset ${request.url}`),
};

function start(options: Partial<HttpServerOptions> = {}) {
  return startHttpServer({
    host: '127.0.0.1',
    port: 0,
    graphql: yoga,
    ownHost: '127.0.0.1',
    origins: createOrigins({ named: [] }),
    isReady: () => true,
    ...options,
  });
}

function post(url: string, body: BodyInit, headers: Record<string, string> = {}) {
  const duplex = 'half' as const; // fetch asks for it when a body is a stream
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex,
  } as RequestInit);
}

/** `{"query":"{ echo … }"}` of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const query = '{"query":"{ echo }"}';
  return query.replace('}"}', `${' '.repeat(bytes - query.length)}}"}`);
}

/** Sent in chunks, so without a Content-Length. */
function chunked(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(sent, (sent += 16_384)));
      if (sent >= bytes.length) controller.close();
    },
  });
}

test('the server answers operations by POST and by GET', async () => {
  await using http = await start();
  const answer = { data: { echo: 'hello' } };
  const query = '{ echo(text: "hello") }';
  expect(await (await post(http.url, JSON.stringify({ query }))).json()).toEqual(answer);
  const url = `${http.url}/graphql?query=${encodeURIComponent(query)}`;
  const response = await fetch(url);
  expect(await response.json()).toEqual(answer);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('a body of exactly the limit is taken, declared or chunked', async () => {
  await using http = await start();
  expect((await post(http.url, bodyOf(LIMIT))).status).toBe(200);
  expect((await post(http.url, chunked(bodyOf(LIMIT)))).status).toBe(200);
});

test.for([LIMIT + 1, 900_000, 3_000_000])('a body of %i bytes answers 413', async (bytes) => {
  await using http = await start();
  for (const body of [bodyOf(bytes), chunked(bodyOf(bytes))]) {
    const response = await post(http.url, body);
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The body is larger than 131072 bytes.',
          extensions: { code: 'BAD_USER_INPUT', retryable: false, limit: 'bodyBytes' },
        },
      ],
    });
  }
});

test.for([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/graphql',
])('a body of %s is refused with 415', async (type) => {
  await using http = await start();
  expect((await post(http.url, '{"query":"{ echo }"}', { 'content-type': type })).status).toBe(415);
});

test('a compressed body is refused with 415, so that the limit holds for the parsed text', async () => {
  await using http = await start();
  expect((await post(http.url, 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
});

test('application/json with a charset is taken', async () => {
  await using http = await start();
  const type = { 'content-type': 'Application/JSON; charset=utf-8' };
  expect((await post(http.url, '{"query":"{ echo }"}', type)).status).toBe(200);
});

test.for(['{"query": s3cret', '', 'null', '7'])(
  'the body %j is refused with 400 and without a quotation',
  async (body) => {
    await using http = await start();
    const response = await post(http.url, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'The body must be a JSON object in UTF-8.' }],
    });
  },
);

test('a body that is not UTF-8 is refused', async () => {
  await using http = await start();
  const bytes = Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect((await post(http.url, new Uint8Array(bytes))).status).toBe(400);
});

test('an empty object is answered at once', async () => {
  await using http = await start();
  expect((await post(http.url, '{}')).status).toBe(400);
});

test('other methods are refused with the list of those allowed', async () => {
  await using http = await start();
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const response = await fetch(`${http.url}/graphql`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS');
  }
});

test('the server is alive, and ready unless something keeps it from serving', async () => {
  let reason: true | string = true;
  await using http = await start({ isReady: () => reason });
  expect(await (await fetch(`${http.url}/health`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${http.url}/ready`)).status).toBe(200);
  reason = 'MX does not answer.';
  const response = await fetch(`${http.url}/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'not ready', reason });
  expect((await fetch(`${http.url}/health`)).status).toBe(200);
});

test.for(['/', '/metrics', '/webhooks/mx', '/graphiql/x.js', '/graphql/', '/constructor'])(
  '%s answers 404 in JSON while the explorer is off',
  async (path) => {
    await using http = await start();
    const response = await fetch(http.url + path, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'There is nothing at this path.' });
  },
);

test('a browser gets the explorer and its assets where it is on, and a client its response', async () => {
  await using http = await start({ explorer });
  const browser = { headers: { accept: 'text/html,application/xhtml+xml' } };
  const opened = await fetch(http.url, browser);
  expect([opened.url, await opened.text()]).toEqual([`${http.url}/graphql`, 'the page']);
  expect(opened.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await (await fetch(`${http.url}/graphiql/a.js`)).text()).toBe('asset /graphiql/a.js');
  expect(await (await fetch(`${http.url}/graphql?query={echo}`)).json()).toMatchObject({
    data: {},
  });
});

test('a browser gets no explorer where it is off', async () => {
  await using http = await start();
  const response = await fetch(`${http.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(await response.text()).not.toContain('<html');
});

test.for([
  ['127.0.0.1:80', 200],
  ['localhost', 200],
  ['api.localhost:4000', 200],
  ['[::1]:4000', 200],
  ['attacker.example', 421],
  ['127.0.0.1.attacker.example', 421],
] as const)('a loopback server with the Host %s answers %i', async ([host, status]) => {
  await using http = await start();
  const request = sendRequest(`${http.url}/health`, { headers: { host } }).end();
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(status);
  response.resume();
});

test('a handler that throws answers 500 without its message', async () => {
  const errors: unknown[] = [];
  const broken = new Error('s3cret');
  await using http = await start({
    graphql: () => Promise.reject(broken),
    onError: (error) => errors.push(error),
  });
  const response = await post(http.url, '{"query":"{ echo }"}');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('s3cret');
  expect(errors).toEqual([broken]);
});

test('a start on a taken port names the port', async () => {
  await using http = await start();
  const port = Number(new URL(http.url).port);
  await expect(start({ port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: the port is already in use.`,
  );
});

test('a response in flight is finished before the server ends', async () => {
  const arrived = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const http = await start({
    graphql: async (_request, response) => {
      arrived.resolve();
      await finish.promise;
      response.end('done');
    },
  });
  const asked = fetch(`${http.url}/graphql`);
  await arrived.promise;
  const disposed = http[Symbol.asyncDispose]();
  await expect(fetch(`${http.url}/health`)).rejects.toThrow('fetch failed');
  finish.resolve();
  const response = await asked;
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.text()).toBe('done');
  await disposed;
});

test('a response that outlasts the grace is cut, upgraded connections included', async () => {
  const http = await start({ drainMs: 20, graphql: () => {} });
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
