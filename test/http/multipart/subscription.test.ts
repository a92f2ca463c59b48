import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openParts, SUBSCRIPTION_PARTS } from '../../support/parts.ts';
import { connectRawHttp, postText } from '../../support/raw-http.ts';
import { openSse } from '../../support/subscription.ts';
import { startTenantGateway } from '../../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../../support/tenants.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../../support/watching.ts';

const variables = { id: household.bankId };
const body = { query: watchStatus, variables };
const ada = createTenant('Ada', 1);

function toStatus(part: Awaited<ReturnType<Awaited<ReturnType<typeof openParts>>['next']>>) {
  return part?.['payload']?.data?.memberStatus?.connectionStatusRaw ?? part;
}

test('a subscription in parts has the current status first, then each change, in order', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using stream = await openParts({ url: gateway.url, body });
  expect(stream.response.headers.get('content-type')).toBe(
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  );
  expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
  expect(toStatus(await stream.next())).toBe('CONNECTED');
  for (const status of ['ONE', 'TWO', 'THREE']) {
    keepBusy(gateway, status);
    expect(toStatus(await stream.next())).toBe(status);
  }
});

test('a subscription that completes ends with the last boundary', async () => {
  await using gateway = await startTestGateway();
  const query = `subscription ($id: ID!) {
    memberStatus(memberId: $id, completeWhenSettled: true) { isSettled } }`;
  const response = await gateway.post(
    { query, variables },
    { accept: `${SUBSCRIPTION_PARTS}, application/json` },
  );
  const text = await response.text();
  expect(text).toBe(
    [
      '',
      '--graphql',
      'content-type: application/json',
      '',
      '{"payload":{"data":{"memberStatus":{"isSettled":true}}}}',
      '--graphql--',
    ].join('\r\n'),
  );
});

test('a stream whose member disappears ends with an error of the transport', async () => {
  let isGone = false;
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        isGone && path.endsWith('/status') ? { status: 404, body: { error: {} } } : undefined,
    },
  });
  keepBusy(gateway);
  await using stream = await openParts({ url: gateway.url, body });
  expect(toStatus(await stream.next())).toBe('CONNECTED');
  isGone = true;
  expect(await stream.rest()).toMatchObject([
    { payload: null, errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
  await expectSilence(gateway);
});

test.for([
  ['application/json', 200],
  ['application/graphql-response+json', 200],
] as const)('a subscription that does not begin is one result as %s', async ([type, status]) => {
  await using gateway = await startTestGateway();
  const asked = { query: watchStatus, variables: { id: 'MBR-1' } };
  const response = await gateway.post(asked, { accept: `${SUBSCRIPTION_PARTS}, ${type}` });
  expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('a member that does not exist is an error of the transport', async () => {
  await using gateway = await startTestGateway();
  const asked = { query: watchStatus, variables: { id: nobody.memberId } };
  await using stream = await openParts({ url: gateway.url, body: asked });
  expect(await stream.rest()).toMatchObject([
    { payload: null, errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
});

test('a client that reads nothing but parts gets a refusal as a part, with its status', async () => {
  await using gateway = await startTestGateway();
  const asked = { query: 'subscription { nope }' };
  await using stream = await openParts({
    url: gateway.url,
    body: asked,
    accept: SUBSCRIPTION_PARTS,
  });
  expect(stream.response.status).toBe(400);
  const text = await stream.response.text();
  expect(text).toMatch(/^\r\n--graphql\r\n.*\r\n--graphql--$/s);
  expect(text).toContain('{"payload":null,"errors":[{');
  expect(text).toContain('"code":"GRAPHQL_VALIDATION_FAILED"');
});

test.for(['multipart/mixed;subscriptionSpec=2.0', 'multipart/mixed', 'application/json'])(
  'Accept %s takes no subscription, and starts nothing',
  async (accept) => {
    await using gateway = await startTestGateway();
    const response = await gateway.post(body, { accept });
    expect(response.status).toBe(406);
    expect(gateway.sandbox.calls).toEqual([]);
  },
);

test('SSE stays the way of a client that does not ask for parts', async () => {
  await using gateway = await startTestGateway();
  const response = await gateway.post(body, { accept: 'text/event-stream, multipart/mixed' });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  await response.body?.cancel();
});

test('MX is not polled after the last reader in parts has left', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using first = await openParts({ url: gateway.url, body });
  await using second = await openSse({ url: gateway.url, document: watchStatus, variables });
  await Promise.all([first.next(), second.next()]);
  await second[Symbol.asyncDispose]();
  const before = statusCalls(gateway);
  await expect.poll(() => statusCalls(gateway)).toBeGreaterThan(before + 2);
  await first[Symbol.asyncDispose]();
  await expectSilence(gateway);
});

test('streams in parts and over SSE share the twenty places of an end user', async () => {
  await using tenants = await startTenantGateway([ada]);
  await using opened = new AsyncDisposableStack();
  const headers = { authorization: `Bearer ${ada.token()}` };
  const query = 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatus } }';
  const asked = { query, variables: { id: memberIdOf(ada) } };
  const { url } = tenants;
  for (let count = 0; count < 10; count += 1) {
    const parts = opened.use(await openParts({ url, body: asked, headers }));
    const sse = opened.use(
      await openSse({ url, document: query, variables: asked.variables, headers }),
    );
    await Promise.all([parts.next(), sse.next()]);
  }
  await using refused = await openParts({ url, body: asked, headers });
  expect(refused.response.status).toBe(429);
  expect(await refused.response.json()).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED', limit: 'streamsPerUser' } }],
  });
});

test('a stream whose token expires ends with UNAUTHENTICATED, and its place is free again', async () => {
  await using tenants = await startTenantGateway([ada]);
  const headers = { authorization: `Bearer ${ada.token(2)}` };
  const query = 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatus } }';
  const asked = { query, variables: { id: memberIdOf(ada) } };
  await using stream = await openParts({ url: tenants.url, body: asked, headers });
  const parts = await stream.rest();
  expect(parts.at(-1)).toMatchObject({
    payload: null,
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

/** A subscription in parts over a bare TCP connection, so that a test can stop reading it. */
function openTcp(gateway: TestGateway, query: string) {
  const text = JSON.stringify({ query, variables });
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: ${SUBSCRIPTION_PARTS}\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  );
  return socket;
}

test('a stalled reader of parts does not delay another of the same member', async () => {
  await using gateway = await startTestGateway();
  const aliases = Array.from({ length: 20 }, (_, index) => `a${index}${'x'.repeat(5_000)}`);
  const fields = aliases.map((alias) => `${alias}: connectionStatusRaw`).join(' ');
  const stalled = openTcp(
    gateway,
    `subscription ($id: ID!) { memberStatus(memberId: $id) { ${fields} } }`,
  );
  stalled.pause();
  await using reading = await openParts({ url: gateway.url, body });
  await reading.next();
  for (let turn = 0; turn < 15; turn += 1) {
    keepBusy(gateway, `TURN_${turn}`);
    expect(toStatus(await reading.next())).toBe(`TURN_${turn}`);
  }
  stalled.destroy();
});

test('a gateway that ends tells its streams in parts to subscribe again', async () => {
  const gateway = await startTestGateway();
  keepBusy(gateway);
  await using stream = await openParts({ url: gateway.url, body });
  await stream.next();
  const ended = gateway[Symbol.asyncDispose]();
  const parts = await stream.rest();
  await ended;
  expect(parts.at(-1)).toMatchObject({
    payload: null,
    errors: [{ extensions: { code: 'RESTARTING', retryable: true } }],
  });
});

test('the log names the transport', async () => {
  await using gateway = await startTestGateway();
  const stream = await openParts({ url: gateway.url, body });
  await stream.next();
  await stream[Symbol.asyncDispose]();
  await expect
    .poll(() =>
      gateway.logs.some((line) => /"event":"operation".*"transport":"multipart"/.test(line)),
    )
    .toBe(true);
});

test('a client that half-closes its connection is told no lie about a restart', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  using client = await connectRawHttp(gateway.url);
  client.write(postText(body, `Accept: ${SUBSCRIPTION_PARTS}`));
  await expect.poll(client.text).toContain('CONNECTED');
  client.socket.end();
  expect((await client.closed).text).not.toContain('RESTARTING');
  await expectSilence(gateway);
});
