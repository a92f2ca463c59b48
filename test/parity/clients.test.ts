import { once } from 'node:events';
import { Agent, request as sendRequest } from 'node:http';
import { createClient as createHttpClient } from 'graphql-http';
import { createClient as createSocketClient } from 'graphql-ws';
import { EventSource } from 'undici';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { openSse } from '../support/subscription.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { expectSilence, keepBusy, watchStatus } from '../support/watching.ts';

/** Every client here asks a gateway in its production profile, as its end user. */
const start = () => startTestGateway({ config: { auth: tokenAuth, isProduction: true } });

const authorization = `Bearer ${mintNow({ mx_user_guid: household.userGuid })}`;
const json = { 'content-type': 'application/json' };
const query = 'query Me { viewer { guid } }';
const me = { data: { viewer: { guid: household.userGuid } } };
const variables = { id: household.bankId };
const connected = {
  data: { memberStatus: { connectionStatusRaw: 'CONNECTED', isBeingAggregated: true } },
};

/** What Apollo Client, urql, Relay and plain `fetch` ask for. */
const accepts = [
  ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json'],
  [
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'application/graphql-response+json',
  ],
  ['application/json', 'application/json'],
  ['*/*', 'application/json'],
] as const;

test.for(accepts)('a POST that takes %s is answered as %s', async ([accept, type]) => {
  await using gateway = await start();
  const response = await gateway.post({ query, operationName: 'Me' }, { accept, authorization });
  expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  expect(await response.json()).toEqual(me);
});

test.for(accepts.slice(0, 3))('a GET that takes %s is answered as %s', async ([accept, type]) => {
  await using gateway = await start();
  const params = new URLSearchParams({
    query,
    operationName: 'Me',
    variables: '{}',
    extensions: '',
  });
  const response = await fetch(`${gateway.url}?${params}`, { headers: { accept, authorization } });
  expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  expect(await response.json()).toEqual(me);
});

test('the client of graphql-http gets a response', async () => {
  await using gateway = await start();
  const client = createHttpClient({ url: gateway.url, headers: { authorization } });
  const result = await new Promise((resolve, reject) => {
    client.subscribe({ query }, { next: resolve, error: reject, complete: () => {} });
  });
  expect(result).toEqual(me);
  client.dispose();
});

test('node:http sends a second request on the same connection', async () => {
  await using gateway = await start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => {
    const headers = { ...json, authorization };
    const request = sendRequest(gateway.url, { method: 'POST', agent, headers });
    request.end(JSON.stringify({ query }));
    const [response] = await once(request, 'response');
    const chunks = await response.toArray();
    return { reused: request.reusedSocket, answer: JSON.parse(Buffer.concat(chunks).toString()) };
  };
  expect(await ask()).toEqual({ reused: false, answer: me });
  expect(await ask()).toEqual({ reused: true, answer: me });
  agent.destroy();
});

test("Apollo's persisted queries fall back to the text, as its link does", async () => {
  await using gateway = await start();
  const sha256Hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const first = await gateway.post({ operationName: 'Me', extensions }, { authorization });
  expect(await first.json()).toMatchObject({
    errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
  });
  const second = await gateway.post({ operationName: 'Me', query }, { authorization });
  expect(await second.json()).toEqual(me);
});

test('the client of graphql-ws queries, watches and leaves', async () => {
  await using gateway = await start();
  keepBusy(gateway);
  const client = createSocketClient({
    url: gateway.url.replace('http', 'ws'),
    connectionParams: async () => ({ authorization }),
    retryAttempts: 0,
  });
  const asked = client.iterate({ query });
  expect((await asked.next()).value).toEqual(me);
  expect((await asked.next()).done).toBe(true);
  const watched = client.iterate({ query: watchStatus, variables });
  expect((await watched.next()).value).toEqual(connected);
  keepBusy(gateway, 'DEGRADED');
  expect((await watched.next()).value).toMatchObject({
    data: { memberStatus: { connectionStatusRaw: 'DEGRADED' } },
  });
  await watched.return?.();
  await expectSilence(gateway);
  await client.dispose();
});

test("a browser's own WebSocket gets a response", async () => {
  await using gateway = await start();
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
  const said: unknown[] = [];
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.addEventListener('open', () => {
    send({ type: 'connection_init', payload: { authorization } });
  });
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string };
    said.push(message);
    if (message.type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: { query } });
    if (message.type === 'complete') socket.close(1000);
  });
  await once(socket, 'close');
  expect(said).toEqual([
    { type: 'connection_ack' },
    { type: 'next', id: '1', payload: me },
    { type: 'complete', id: '1' },
  ]);
});

test('a service with its token in the handshake gets a response', async () => {
  await using gateway = await start();
  await using raw = await openRawSocket(gateway.url, { headers: { authorization } });
  raw.subscribe('1', query);
  expect(await raw.next('1')).toMatchObject({ type: 'next', payload: me });
});

test('a client of graphql-sse, one connection an operation, queries and watches', async () => {
  await using gateway = await start();
  keepBusy(gateway);
  const headers = { authorization };
  await using asked = await openSse({ url: gateway.url, document: query, headers });
  expect(asked.response.headers.get('content-type')).toBe('text/event-stream');
  expect(await asked.next()).toEqual({ event: 'next', data: JSON.stringify(me) });
  expect(await asked.next()).toEqual({ event: 'complete', data: '' });
  expect(await asked.next()).toBeUndefined();

  await using watched = await openSse({
    url: gateway.url,
    document: watchStatus,
    variables,
    headers,
  });
  expect(await watched.next()).toEqual({ event: 'next', data: JSON.stringify(connected) });
});

/** The next event of this name. */
function nextEvent(source: EventSource, name: string) {
  return new Promise<string>((resolve, reject) => {
    source.addEventListener(name, (event) => resolve(String((event as MessageEvent).data)), {
      once: true,
    });
    source.addEventListener('error', () => reject(new Error('The stream has failed')), {
      once: true,
    });
  });
}

async function watchByEventSource(gateway: TestGateway) {
  keepBusy(gateway);
  const params = new URLSearchParams({ query: watchStatus, variables: JSON.stringify(variables) });
  const source = new EventSource(`${gateway.url}?${params}`);
  expect(JSON.parse(await nextEvent(source, 'next'))).toEqual(connected);
  source.close();
  await expectSilence(gateway);
}

test('an EventSource, which has no headers, watches where no token is required', async () => {
  await using production = await startTestGateway({ config: { isProduction: true } });
  await watchByEventSource(production);
  await using gateway = await start();
  await expect(watchByEventSource(gateway)).rejects.toThrow('The stream has failed');
});
