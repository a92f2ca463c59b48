import { expect, test, vi } from 'vitest';
import { linesOf } from '../../observability/log-lines.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openRawSocket, type RawSocket } from '../../support/raw-socket.ts';
import { expectSilence, keepBusy, watchStatus } from '../../support/watching.ts';

const slow = { timeout: 60_000 };

const operations: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
  ['a syntax error', '{ user(', {}, 'GRAPHQL_PARSE_FAILED'],
  ['a validation error', '{ nope }', {}, 'GRAPHQL_VALIDATION_FAILED'],
  ['a variable of the wrong type', watchStatus, { id: { a: 1 } }, 'BAD_USER_INPUT'],
  ['a missing variable', watchStatus, {}, 'BAD_USER_INPUT'],
  ['a malformed id', watchStatus, { id: 'x' }, 'BAD_USER_INPUT'],
  ['the id of another type', watchStatus, { id: household.userId }, 'BAD_USER_INPUT'],
  ['a member that does not exist', watchStatus, { id: nobody.memberId }, 'NOT_FOUND'],
  [
    'an argument that is refused',
    '{ institutions(first: 0) { totalCount } }',
    {},
    'BAD_USER_INPUT',
  ],
  [
    'two operations and no name',
    'query A { __typename } query B { __typename }',
    {},
    'BAD_USER_INPUT',
  ],
  [
    'a document of fragments alone',
    'fragment A on Query { __typename }',
    {},
    'GRAPHQL_VALIDATION_FAILED',
  ],
];

test.for(operations)(
  '%s answers its own operation and leaves the others on the socket alone',
  async ([, query, variables, code]) => {
    await using gateway = await startTestGateway();
    await using raw = await openRawSocket(gateway.url);
    keepBusy(gateway);
    raw.subscribe('alive', watchStatus, { id: household.bankId });
    await raw.next('alive');

    raw.subscribe('bad', query, variables);
    const { payload } = await raw.next('bad');
    const errors = Array.isArray(payload) ? payload : (payload as { errors: unknown }).errors;
    expect(errors).toMatchObject([{ extensions: { code, retryable: false } }]);
    expect(JSON.stringify(errors)).not.toContain('"http"');

    keepBusy(gateway, 'DEGRADED');
    expect(await raw.next('alive')).toMatchObject({
      payload: { data: { memberStatus: { connectionStatusRaw: 'DEGRADED' } } },
    });
  },
);

test('a stream to a member that does not exist ends after its error', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('1', watchStatus, { id: nobody.memberId });
  expect(await raw.next('1')).toMatchObject({ type: 'next' });
  expect(await raw.next('1')).toEqual({ type: 'complete', id: '1' });
  await expectSilence(gateway);
});

test('queries and mutations work over the socket, each completing', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('q', '{ institution(code: "mxbank") { name } }');
  expect(await raw.next('q')).toEqual({
    type: 'next',
    id: 'q',
    payload: { data: { institution: { name: 'MX Bank' } } },
  });
  expect(await raw.next('q')).toEqual({ type: 'complete', id: 'q' });
  const createUser =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { __typename } }';
  raw.subscribe('m', createUser, { input: { externalId: 'by-socket' } });
  expect(await raw.next('m')).toMatchObject({
    payload: { data: { createUser: { __typename: 'UserPayload' } } },
  });
});

test('an operation name selects one of several, and an unknown one is not repeated', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  const query = 'query A { a: __typename } query B { b: __typename }';
  raw.send({ type: 'subscribe', id: '1', payload: { query, operationName: 'B' } });
  expect(await raw.next('1')).toMatchObject({ payload: { data: { b: 'Query' } } });
  raw.send({ type: 'subscribe', id: '2', payload: { query, operationName: 'canary' } });
  const answer = await raw.next('2');
  expect(answer).toMatchObject({ payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(JSON.stringify(answer)).not.toContain('canary');
});

test('a message of more than 64 KiB closes its socket with 1009, a smaller one does not', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  const written = vi.spyOn(console, 'error');
  const query = (bytes: number) => `{ __typename } #${'x'.repeat(bytes)}`;
  raw.subscribe('1', query(60 * 1024));
  expect(await raw.next('1')).toMatchObject({ type: 'next' });
  raw.subscribe('2', query(64 * 1024));
  expect((await raw.closed).code).toBe(1009);
  expect(written).not.toHaveBeenCalled();
});

const misuses: readonly (readonly [string, number, (raw: RawSocket) => void])[] = [
  [
    'an operation id in use',
    4409,
    (raw) => raw.subscribe('1', watchStatus, { id: household.bankId }),
  ],
  ['a second connection_init', 4429, (raw) => raw.send({ type: 'connection_init' })],
  ['a message that is no JSON', 4400, (raw) => raw.socket.send('hunter2')],
  ['a message without a type', 4400, (raw) => raw.socket.send('{"a":"hunter2"}')],
  ['a message of an unknown type', 4400, (raw) => raw.socket.send('{"type":"hunter2"}')],
  [
    'a query that is no string',
    4400,
    (raw) => raw.socket.send('{"type":"subscribe","id":"2","payload":{"query":{"hunter2":1}}}'),
  ],
];

test.for(misuses)('%s closes the socket with %i and ends its polling', async ([, code, misuse]) => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('1', watchStatus, { id: household.bankId });
  await raw.next('1');
  misuse(raw);
  const closed = await raw.closed;
  expect(closed.code).toBe(code);
  expect(closed.reason).not.toContain('hunter2');
  await expectSilence(gateway);
});

test('an operation before the connection is acknowledged closes the socket with 4401', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url, { isInitiated: false });
  raw.subscribe('1', '{ __typename }');
  expect((await raw.closed).code).toBe(4401);
});

test(
  'a socket that sends no connection_init is closed with 4408 after ten seconds',
  slow,
  async () => {
    await using gateway = await startTestGateway();
    const openedAt = performance.now();
    await using raw = await openRawSocket(gateway.url, { isInitiated: false });
    expect((await raw.closed).code).toBe(4408);
    expect(performance.now() - openedAt).toBeGreaterThan(9_900);
    expect(performance.now() - openedAt).toBeLessThan(15_000);
  },
);

test('a socket without the subprotocol is closed with 4406, and no other is accepted', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url, { protocols: [], isInitiated: false });
  expect((await raw.closed).code).toBe(4406);
  const old = openRawSocket(gateway.url, { protocols: ['graphql-ws'] });
  await expect(old).rejects.toThrow('Server sent no subprotocol');
  const refused = { what: 'handshake', reason: 'The subprotocol is not graphql-transport-ws.' };
  expect(linesOf(gateway, 'refused')).toMatchObject([refused, refused]);
});

test('a gateway that ends closes its sockets with 1012 and completes no operation', async () => {
  const gateway = await startTestGateway();
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('1', watchStatus, { id: household.bankId });
  await raw.next('1');
  const endedAt = performance.now();
  await gateway[Symbol.asyncDispose]();
  expect((await raw.closed).code).toBe(1012);
  expect(raw.messages.map(({ type }) => type)).toEqual(['next']);
  expect(performance.now() - endedAt).toBeLessThan(3_000);
});

test('a gateway that ends waits at most a second for a client that does not close', async () => {
  const gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  raw.socket.pause();
  const endedAt = performance.now();
  await gateway[Symbol.asyncDispose]();
  expect(performance.now() - endedAt).toBeLessThan(3_000);
  raw.socket.resume();
});

test('each operation on a socket is in the log with its transport and its codes', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('1', 'query Named { institutions(first: 0) { totalCount } }');
  await raw.next('1');
  const lines = gateway.logs.map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({
      event: 'operation',
      name: 'Named',
      transport: 'websocket',
      codes: ['BAD_USER_INPUT'],
    }),
  );
});
