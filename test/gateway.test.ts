import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { startTestGateway } from './support/gateway.ts';
import { household } from './support/household.ts';
import { spawnGateway } from './support/process.ts';
import { openRawSocket } from './support/raw-socket.ts';
import { openSse } from './support/subscription.ts';
import { watchStatus } from './support/watching.ts';

const variables = { id: household.bankId };
/** A process takes seconds to start on a machine that has other work. */
const patient = { timeout: 30_000 };

test(
  'SIGTERM ends the process with 0 and at once, with streams open on both transports',
  patient,
  async () => {
    await using gateway = spawnGateway({ PORT: '0' });
    const url = await gateway.started;
    await using raw = await openRawSocket(url);
    raw.subscribe('1', watchStatus, variables);
    await raw.next('1');
    await using stream = await openSse({ url, document: watchStatus, variables });
    await stream.next();

    const stoppedAt = performance.now();
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(4_000);
    expect((await raw.closed).code).toBe(1012);
    expect(gateway.stderr()).toBe('');
    const events = gateway.lines().map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events[0]).toBe('started');
    expect(events).toContain('stopped');
  },
);

test('the log is one JSON object a line, without the value of any variable', patient, async () => {
  await using gateway = spawnGateway({ PORT: '0', LOG_LEVEL: 'trace' });
  const url = await gateway.started;
  const post = (query: string, given: Record<string, unknown>) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: given }),
    });
  await post('query Q($c: ID!) { institution(code: $c) { name } }', { c: 'canary_1' });
  await post('mutation M($i: CreateUserInput!) { createUser(input: $i) { __typename } }', {
    i: { externalId: 'canary_2', email: 'canary@example.com', metadata: 'canary_3' },
  });
  await post('query Q($c: ID!) { node(id: $c) { id } }', { c: { canary: 'canary_4' } });
  gateway.kill('SIGTERM');
  await gateway.exited;
  const lines = gateway.lines();
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ event: 'operation', name: 'Q', type: 'query', level: 'info' }),
  );
  expect(lines.join('')).not.toContain('canary');
});

test('a failed start gives its reason in a sentence', patient, async () => {
  await using first = spawnGateway({ PORT: '0' });
  const { port } = new URL(await first.started);
  await using second = spawnGateway({ PORT: port });
  expect(await second.exited).toBe(1);
  expect(second.stderr()).toBe(
    `The gateway cannot start. Cannot listen on 127.0.0.1:${port}: the port is already in use.\n`,
  );
  await using third = spawnGateway({ PORT: '0', PERSISTED_DOCUMENTS: '/nowhere.json' });
  expect(await third.exited).toBe(1);
  expect(third.stderr()).toBe(
    'The gateway cannot start. The manifest /nowhere.json cannot be read.\n',
  );
});

test('a bad environment ends the start with 78 and every problem on stderr', patient, async () => {
  await using gateway = spawnGateway({
    PORT: '99999',
    MX_CLIENT_ID: 'hunter2',
    STATUS_POLL_MS: 'soon',
    LOG_LEVEL: 'loud',
  });
  expect(await gateway.exited).toBe(78);
  const problems = gateway.stderr().trim().split('\n');
  for (const name of ['PORT', 'MX_API_KEY', 'STATUS_POLL_MS', 'LOG_LEVEL', 'AUTH']) {
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} .*\\.$`)));
  }
  expect(gateway.stderr()).not.toMatch(/hunter2|\n\s+at /);
  expect(gateway.lines()).toEqual([]);
});

test(
  'a client whose gateway is killed reconnects to the next one on the same port',
  patient,
  async () => {
    await using first = spawnGateway({ PORT: '0' });
    const url = await first.started;
    const client = createClient({
      url: url.replace('http', 'ws'),
      retryAttempts: Infinity,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
      shouldRetry: () => true,
    });
    const results = client.iterate({ query: watchStatus, variables });
    const seen = {
      data: { memberStatus: { connectionStatusRaw: 'CONNECTED', isBeingAggregated: false } },
    };
    expect((await results.next()).value).toEqual(seen);

    first.kill('SIGKILL');
    await first.exited;
    await using second = spawnGateway({ PORT: new URL(url).port });
    expect((await results.next()).value).toEqual(seen);
    expect(await second.started).toBe(url);
    await client.dispose();
  },
);

test('a mutation in flight is finished and answered when the gateway stops, on a connection that then ends', async () => {
  const gateway = await startTestGateway({ sandbox: { latencyMs: 300 } });
  const sent = gateway.post({
    query: 'mutation { createUser(input: { externalId: "late" }) { __typename } }',
  });
  await expect.poll(() => gateway.sandbox.calls).toContain('POST /users');
  const ended = gateway[Symbol.asyncDispose]();
  const response = await sent;
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.json()).toEqual({ data: { createUser: { __typename: 'UserPayload' } } });
  await ended;
});

test('a query over GET is answered, and a mutation over GET is refused with 405', async () => {
  await using gateway = await startTestGateway();
  const get = (query: string) => fetch(`${gateway.url}?query=${encodeURIComponent(query)}`);
  const read = await get('{ institution(code: "mxbank") { name } }');
  expect(await read.json()).toEqual({ data: { institution: { name: 'MX Bank' } } });
  gateway.sandbox.calls.length = 0;

  const written = await get('mutation { createUser(input: { externalId: "x" }) { __typename } }');
  expect(written.status).toBe(405);
  expect(written.headers.get('allow')).toContain('POST');
  expect(await written.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for(['variables', 'extensions'])(
  'a GET whose %s are not JSON is refused, and is not a failure',
  async (name) => {
    await using gateway = await startTestGateway();
    const get = (text: string) =>
      fetch(`${gateway.url}?${new URLSearchParams({ query: '{ __typename }', [name]: text })}`);
    const response = await get('{"canary');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: `${name} is not JSON.`,
          extensions: { code: 'BAD_USER_INPUT', retryable: false },
        },
      ],
    });
    expect(gateway.logs.join('')).not.toContain('"failed"');
    expect(await (await get('')).json()).toEqual({ data: { __typename: 'Query' } });
    expect(await (await get('{}')).json()).toEqual({ data: { __typename: 'Query' } });
  },
);

const bodies: readonly (readonly [string, string])[] = [
  ['application/x-www-form-urlencoded', 'query=%7B__typename%7D'],
  ['text/plain', '{"query":"{ __typename }"}'],
  ['application/graphql', '{ __typename }'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ __typename }"}\r\n--x--\r\n',
  ],
];

test.for(bodies)(
  'a body of %s is refused with 415, so that no form of a page is a request',
  async ([type, body]) => {
    await using gateway = await startTestGateway();
    const response = await gateway.post(body, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  },
);

test('a batch of operations is refused', async () => {
  await using gateway = await startTestGateway();
  const response = await gateway.post([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
  expect(response.status).toBe(400);
  expect(await response.json()).not.toHaveProperty('data');
});

test('a body of 128 KiB is taken and one byte more is not, declared or in chunks', async () => {
  await using gateway = await startTestGateway();
  const body = (bytes: number) => {
    const json = JSON.stringify({ query: '{ __typename }' });
    return Buffer.from(json.padEnd(bytes, ' '));
  };
  const send = async (bytes: number, headers: Record<string, string>) => {
    const sent = sendRequest(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.end(body(bytes));
    const [response] = await once(sent, 'response');
    response.resume();
    return response.statusCode;
  };
  const chunked = { 'transfer-encoding': 'chunked' };
  const limit = 128 * 1024;
  expect(await send(limit, { 'content-length': String(limit) })).toBe(200);
  expect(await send(limit + 1, { 'content-length': String(limit + 1) })).toBe(413);
  expect(await send(limit, chunked)).toBe(200);
  expect(await send(limit + 1, chunked)).toBe(413);
});

test('a page of another origin is not allowed to read a response', async () => {
  await using gateway = await startTestGateway();
  const origin = 'https://evil.example';
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  const responses = [
    await gateway.post({ query: '{ __typename }' }, { origin }),
    await fetch(`${gateway.url}?query={__typename}`, { headers: { origin } }),
    await fetch(gateway.url, { method: 'OPTIONS', headers: { origin, ...preflight } }),
    await fetch(gateway.url, { method: 'OPTIONS', headers: { origin: 'null', ...preflight } }),
  ];
  for (const response of responses) {
    const names = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
    expect(names).toEqual([]);
    expect([...response.headers.values()].join()).not.toContain('evil.example');
  }
});

test('a response has no header that names the software', async () => {
  await using gateway = await startTestGateway();
  const response = await gateway.post({ query: '{ __typename }' });
  expect(response.headers.get('server')).toBeNull();
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});
