import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createClient, type MxClientOptions } from '../../client/src/client.ts';
import { createEnvironment, type Environment } from '../../client/src/environment.ts';
import { CreateUser, Node } from '../../client/src/generated/operations.ts';
import type { MxError, MxRequestError } from '../../client/src/main.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, partnerToken } from '../support/tenants.ts';
import { hasty, startKit } from './kit.ts';

const over = { transport: 'websocket', ...hasty } as const;
const id = household.bankId;
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as MxError & Partial<MxRequestError>,
  );

interface Reply {
  readonly status?: number;
  readonly body: string;
}

const refusal = (code: string, extensions: object = {}): Reply => ({
  body: JSON.stringify({ errors: [{ message: 'No.', extensions: { code, ...extensions } }] }),
});
const success: Reply = { body: '{"data":{"node":null}}' };

/** A server that sends these replies in turn, the last one for ever; undefined cuts the connection. */
async function serve(
  replies: readonly (Reply | 'silence' | undefined)[],
  options: Partial<MxClientOptions> = {},
  environment: Partial<Environment> = {},
) {
  const requests: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers.authorization);
    const reply = replies[Math.min(requests.length, replies.length) - 1];
    if (reply === undefined) request.socket.destroy();
    else if (reply !== 'silence') response.writeHead(reply.status ?? 200).end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return {
    requests,
    mx: createClient({ url, ...options }, { ...createEnvironment(), ...hasty, ...environment }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test.for([
  ['a cut connection', undefined],
  ['a restart', { ...refusal('RESTARTING', { retryable: true }), status: 503 }],
  ['an error that is retryable', refusal('UPSTREAM_TIMEOUT', { retryable: true })],
  ['a page of a proxy', { status: 502, body: '<html>Bad gateway</html>' }],
] as const)('a query is sent again after %s', async ([, reply]) => {
  await using server = await serve([reply, reply, success]);
  expect(await server.mx.query(Node, { id })).toEqual({ node: null });
  expect(server.requests).toHaveLength(3);
});

test('a mutation is sent again when the gateway has not executed it', async () => {
  await using server = await serve([refusal('RESTARTING', { retryable: true }), success]);
  await server.mx.mutate(CreateUser, { input: {} });
  expect(server.requests).toHaveLength(2);
});

test.for([
  ['a cut connection', undefined, 'OUTCOME_UNKNOWN'],
  ['a page of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, 'OUTCOME_UNKNOWN'],
  ['a retryable error', refusal('UPSTREAM_TIMEOUT', { retryable: true }), 'UPSTREAM_TIMEOUT'],
] as const)(
  'a mutation is sent once when it may have been executed: %s',
  async ([, reply, code]) => {
    await using server = await serve([reply]);
    const error = await caught(server.mx.mutate(CreateUser, { input: { externalId: 'a name' } }));
    expect(error?.code).toBe(code);
    expect(String(error)).not.toContain('a name');
    expect(server.requests).toHaveLength(1);
  },
);

test('a mutation with a clientMutationId is sent again when its caller says so', async () => {
  await using server = await serve([undefined, success]);
  const input = { clientMutationId: 'once' };
  await server.mx.mutate(CreateUser, { input }, { isRepeatable: true });
  expect(server.requests).toHaveLength(2);
});

test('a query fails with its last error once its time is over', async () => {
  await using server = await serve([
    refusal('RATE_LIMITED', { retryable: true, retryAfterMs: 60_000 }),
  ]);
  const error = await caught(server.mx.query(Node, { id }));
  expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 60_000, retryable: true });
  expect(server.requests).toHaveLength(1);
});

test('a query that gets no response fails after its timeout', async () => {
  await using server = await serve(['silence']);
  const error = await caught(server.mx.query(Node, { id }, { timeoutMs: 300 }));
  expect(error).toMatchObject({ name: 'MxConnectionError', code: 'CONNECTION_FAILED' });
});

test('a query that is aborted rejects with the reason, and is not sent again', async () => {
  await using server = await serve([undefined]);
  const controller = new AbortController();
  const reason = new Error('Never mind.');
  const pending = server.mx.query(Node, { id }, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 20);
  await expect(pending).rejects.toBe(reason);
  const sent = server.requests.length;
  await expect(server.mx.query(Node, { id }, { signal: controller.signal })).rejects.toBe(reason);
  expect(server.requests).toHaveLength(sent);
});

test('a rejected token is replaced once, and the request is sent again', async () => {
  await using server = await serve([refusal('UNAUTHENTICATED'), success], {
    getToken: vi.fn<() => string>().mockReturnValueOnce('old').mockReturnValueOnce('new'),
  });
  await server.mx.mutate(CreateUser, { input: {} });
  expect(server.requests).toEqual(['Bearer old', 'Bearer new']);
});

test('a caller whose new token is rejected too gets the error', async () => {
  await using server = await serve([refusal('UNAUTHENTICATED')], { getToken: () => 'bad' });
  expect(await caught(server.mx.query(Node, { id }))).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(server.requests).toHaveLength(2);
});

test('without a token nothing is sent, and nothing is tried again', async () => {
  await using server = await serve([success], { getToken: () => null });
  const error = await caught(server.mx.query(Node, { id }));
  expect(error).toMatchObject({ name: 'MxSessionError', code: 'UNAUTHENTICATED' });
  const statuses = server.mx.watchStatus(id);
  await expect(statuses.next()).rejects.toMatchObject({ name: 'MxSessionError' });
  expect(server.requests).toEqual([]);
});

test('a mutation whose token could not be fetched was certainly not executed', async () => {
  const getToken = () => Promise.reject(new TypeError('fetch failed'));
  await using server = await serve([success], { getToken });
  const error = await caught(server.mx.mutate(CreateUser, { input: {} }));
  expect(error).toMatchObject({ code: 'CONNECTION_FAILED', cause: new TypeError('fetch failed') });
});

test('concurrent requests share one token, which is renewed before it expires', async () => {
  await using kit = await startKit({ ...over, tokenSeconds: 2 });
  await Promise.all([1, 2, 3].map(() => kit.mx.query(Node, { id })));
  expect(kit.asked).toHaveLength(1);
  await expect
    .poll(async () => {
      await kit.mx.query(Node, { id });
      return kit.asked.length;
    })
    .toBe(3);
  expect(kit.asked).not.toContainEqual({ wasRefused: true });
});

test.for(['websocket', 'sse'] as const)(
  'a stream ends when one token after another is rejected: %s',
  async (transport) => {
    const getToken = () => mintNow({ mx_user_guid: household.userGuid }, -600);
    await using kit = await startKit({ ...over, transport, getToken });
    const statuses = kit.mx.watchStatus(id);
    await expect(statuses.next()).rejects.toMatchObject({ name: 'MxSessionError' });
    expect(kit.asked).toHaveLength(3);
  },
);

test('an error has the codes of the gateway, and the data that there is', async () => {
  await using kit = await startKit({ ...over, getToken: partnerToken });
  const document = `{ a: user(guid: "USR-1") { id } b: user { id } }`;
  const error = await caught(kit.mx.query(document));
  expect(error).toMatchObject({
    name: 'MxRequestError',
    code: 'BAD_USER_INPUT',
    retryable: false,
    data: { a: null, b: null },
  });
  expect(error?.errors?.[0]?.path).toEqual(['b']);
});

test('a client without tokens sends none', async () => {
  await using gateway = await startTestGateway();
  const mx = createClient({ url: gateway.url }, createEnvironment());
  expect(await mx.query(Node, { id })).toMatchObject({ node: { id } });
});

test('a stream throws an error that is retryable after 20 of them in a row', async () => {
  const reply = refusal('UPSTREAM_UNAVAILABLE', { retryable: true });
  // The pauses grow to 15 seconds here. Silence for 30 seconds is something else.
  const later: Environment['later'] = (ms, callback) =>
    hasty.later(ms <= 15_000 ? 0 : ms, callback);
  await using server = await serve([reply], { transport: 'sse' }, { later });
  await expect(server.mx.watchStatus(id).next()).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  });
  expect(server.requests).toHaveLength(21);
});
