import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createOrigins } from '../../src/http/origins.ts';
import { startHttpServer } from '../../src/http/server.ts';
import { type Operation, type Transport, transports } from '../support/caller.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';

const [ada, bob] = [createTenant('ada', 0), createTenant('bob', 1)];
const times = (count: number, write: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => write(at)).join(' ');

test('case 22: a body of 20 MB, with and without a length, and a compressed one are refused', async () => {
  await using t = await startTenantGateway([ada]);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${ada.token()}` };
  const chunk = new Uint8Array(1024 * 1024).fill(32);
  let left = 20;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
  });
  const init = { method: 'POST', headers, body: endless, duplex: 'half' } as const;
  // A client that is still sending may find the connection closed under it.
  const chunked = await fetch(t.url, init as RequestInit).then(
    ({ status }) => status,
    () => 'closed',
  );
  expect([413, 'closed']).toContain(chunked);
  expect(left).toBeGreaterThan(5);
  const bomb = { ...headers, 'content-encoding': 'gzip' };
  expect((await fetch(t.url, { method: 'POST', headers: bomb, body: 'x' })).status).toBe(415);
  expect(t.mx.calls).toEqual([]);
});

test('case 22: slow headers and a slow body end with 408', { timeout: 15_000 }, async () => {
  await using http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    ownHost: null,
    origins: createOrigins({ named: [] }),
    graphql: (_request, response) => response.end(),
    isReady: () => true,
  });
  const { server } = http;
  expect(server.headersTimeout).toBeLessThanOrEqual(10_000);
  expect(server.requestTimeout).toBeLessThanOrEqual(20_000);
  expect(server.requestTimeout).toBeGreaterThan(0);
  Object.assign(server, { headersTimeout: 200, requestTimeout: 300 });
  const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\n';
  const answers = [
    head,
    `${head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
  ].map(async (sent) => {
    const socket = connect(Number(new URL(http.url).port), '127.0.0.1');
    socket.write(sent);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return String(answer).split('\r\n', 1)[0];
  });
  for (const line of await Promise.all(answers)) expect(line).toBe('HTTP/1.1 408 Request Timeout');
});

const deep = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

/** Each is small enough for a message of a socket. */
const bombs: Readonly<Record<string, Operation>> = {
  aliases: { query: `{ ${times(100, (at) => `a${at}: __typename`)} }` },
  tokens: { query: `{ ${times(8_000, () => 'a')} }` },
  depth: {
    query: `{ viewer ${'{ members { nodes { user '.repeat(200)} { id } ${'} } }'.repeat(200)} }`,
  },
  braces: { query: '{'.repeat(30_000) },
  directives: { query: `{ __typename ${'@skip(if: false) '.repeat(500)} }` },
  'fragments that double': {
    query: `{ viewer { ...F0 } } ${times(25, (at) => `fragment F${at} on User { a: member(guid: "MBR-1") { user { ...F${at + 1} } } b: member(guid: "MBR-2") { user { ...F${at + 1} } } }`)} fragment F25 on User { id }`,
  },
  'a circle of fragments': { query: '{ viewer { ...A } } fragment A on User { ...A }' },
  'overlapping fields': { query: `{ ${times(900, () => 'viewer { id }')} }` },
  'a list of literals': { query: `{ nodes(ids: [${times(1_900, (at) => `"${at}"`)}]) { id } }` },
  'an introspection loop': {
    query: `{ __schema { types ${'{ fields { type '.repeat(30)} { name } ${'} }'.repeat(30)} } }`,
  },
  'many operations': {
    query: times(150, (at) => `query Q${at} { __typename }`),
    operationName: 'Q1',
  },
  'many ids': {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: Array.from({ length: 1_500 }, () => memberIdOf(ada)) },
  },
  'deep variables': {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: [deep(2_000)] },
  },
  'a large variable': {
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: 'x'.repeat(60_000) },
  },
};

test.for(transports)(
  'case 23: bombs are refused with a few errors and no call, while others are served, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    const [client, other] = [t.as(ada), t.as(bob)];
    for (const [what, bomb] of Object.entries(bombs)) {
      const [told, served] = await Promise.all([
        client.ask(transport, bomb),
        other.ask('http', { query: '{ __typename }' }),
      ]);
      const { errors = [] } = told.answers[0] ?? {};
      expect([what, errors.length > 0 && errors.length <= 5]).toEqual([what, true]);
      expect(told.text.length).toBeLessThan(10_000);
      expect(served.answers).toEqual([{ data: { __typename: 'Query' } }]);
    }
    expect(t.mx.calls).toEqual([]);
  },
);

const wide = (first: number) => `{ viewer { members(first: ${first}) { nodes {
  transactions(first: ${first}) { nodes { account { transactions(first: ${first}) { nodes { id } } } } } } } } }`;

test.for(transports)(
  'case 24: pages within pages are refused by cost before they are read, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const client = t.as(ada);
    const dear = await client.ask(transport, { query: wide(100) });
    expect(dear.text).toContain('could return more than 10000 objects');
    const hidden = await client.ask(transport, {
      query: wide(100).replaceAll('first: 100', 'first: $n').replace('{', 'query ($n: Int) {'),
      variables: { n: 100 },
    });
    expect(hidden.text).toContain('could return more than 10000 objects');
    for (const first of [0, 101, -1]) {
      const query = `{ viewer { members(first: ${first}) { totalCount } } }`;
      const { answers } = await client.ask(transport, { query });
      expect(answers[0]?.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    }
    expect(t.mx.calls.filter((call) => call !== `GET /users/${ada.userGuid}`)).toEqual([]);
    const { answers } = await client.ask(transport, { query: wide(3) });
    expect(answers[0]?.errors).toBeUndefined();
  },
);

const watch = 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatusRaw } }';
const params = { authorization: `Bearer ${ada.token()}` };

test('case 25: the fifty-first operation of a socket is refused, and the fifty go on', async () => {
  await using t = await startTenantGateway([ada]);
  await using raw = await openRawSocket(t.url, { params });
  for (let at = 0; at <= 50; at += 1)
    raw.subscribe(`${at}`, watch, { id: memberIdOf(ada, at % 3) });
  expect(await raw.next('50')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'RATE_LIMITED' } }],
  });
  expect(await raw.next('0')).toMatchObject({ type: 'next' });
  expect(await raw.next('49')).toMatchObject({ type: 'next' });
});

test('case 25: the twenty-first socket of a user is closed with 4429, and others get theirs', async () => {
  await using t = await startTenantGateway([ada, bob]);
  await using opened = new AsyncDisposableStack();
  for (let at = 0; at < 20; at += 1) opened.use(await openRawSocket(t.url, { params }));
  await using more = await openRawSocket(t.url, { params });
  expect((await more.closed).code).toBe(4429);
  const { answers } = await t.as(bob).ask('websocket', { query: '{ __typename }' });
  expect(answers).toEqual([{ data: { __typename: 'Query' } }]);
});

const floods: readonly (readonly [string, number, (send: (text: string) => void) => void])[] = [
  [
    'two thousand operations at once',
    4429,
    (send) => {
      for (let at = 0; at < 2_000; at += 1) {
        send(
          JSON.stringify({ type: 'subscribe', id: `${at}`, payload: { query: '{ __typename }' } }),
        );
      }
    },
  ],
  ['a second connection_init', 4429, (send) => send('{"type":"connection_init"}')],
  ['a message of 5 MB', 1009, (send) => send(`{"type":"ping","payload":"${'x'.repeat(5e6)}"}`)],
];

test.for(floods)('case 25: %s closes the socket with %i', async ([, code, flood]) => {
  await using t = await startTenantGateway([ada]);
  await using raw = await openRawSocket(t.url, { params });
  flood((text) => raw.socket.send(text));
  expect((await raw.closed).code).toBe(code);
});

test.for(['websocket', 'sse'] as const satisfies readonly Transport[])(
  'case 26: a stalled reader delays no other, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    const fat = times(10, (at) => `a${at}${'x'.repeat(5_000)}: connectionStatusRaw`);
    const query = `subscription ($id: ID!) { memberStatus(memberId: $id) { ${fat} } }`;
    const variables = { id: memberIdOf(ada, 2) };
    await using raw = await openRawSocket(t.url, { params });
    const stalled = connect(Number(new URL(t.url).port), '127.0.0.1');
    if (transport === 'websocket') {
      raw.subscribe('fat', query, variables);
      raw.socket.pause();
    } else {
      const body = JSON.stringify({ query, variables });
      stalled.pause();
      stalled.write(
        `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: ${params.authorization}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    }
    const operation = { query: watch, variables: { id: memberIdOf(bob, 2) } };
    const { answers } = await t.as(bob).ask(transport, operation, 15);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(15);
    stalled.destroy();
  },
);
