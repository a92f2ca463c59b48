import { expect, test } from 'vitest';
import { openFrameSocket, toFrame, toMessageFrame } from '../support/frames.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openParts } from '../support/parts.ts';
import { connectRawHttp } from '../support/raw-http.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { openSse } from '../support/subscription.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { keepBusy, watchStatus } from '../support/watching.ts';
import { linesOf } from './log-lines.ts';

const variables = { id: household.bankId };
const settling = watchStatus.replace('$id)', '$id, completeWhenSettled: true)');
const config = { auth: tokenAuth };

const bearer = (seconds = 900) =>
  `Bearer ${mintNow({ mx_user_guid: household.userGuid }, seconds)}`;

/** A client whose stream has had its first event. */
interface Watcher {
  readonly leave: () => unknown;
}

type Watch = (gateway: TestGateway, query: string, authorization: string) => Promise<Watcher>;

const overSocket: Watch = async ({ url }, query, authorization) => {
  const raw = await openRawSocket(url, { params: { authorization } });
  raw.subscribe('1', query, variables);
  await raw.next('1');
  return { leave: () => raw.socket.terminate() };
};

const overSse: Watch = async ({ url }, document, authorization) => {
  const stream = await openSse({ url, document, variables, headers: { authorization } });
  await stream.next();
  // Nothing more is read, but what arrives does not fail.
  stream.next().catch(() => {});
  return { leave: () => stream[Symbol.asyncDispose]() };
};

const inParts: Watch = async ({ url }, query, authorization) => {
  const stream = await openParts({
    ...{ url, body: { query, variables } },
    headers: { authorization },
  });
  await stream.next();
  stream.rest().catch(() => {});
  return { leave: () => stream[Symbol.asyncDispose]() };
};

/** The transports of streams, with their words in the log. */
const transports: readonly (readonly [string, Watch])[] = [
  ['websocket', overSocket],
  ['sse', overSse],
  ['multipart', inParts],
];

/** The lines of the streams that are over. */
const endsOf = (gateway: TestGateway) => () => linesOf(gateway, 'operation');
/** The time within which a stream ends. */
const soon = { timeout: 5_000 };

test.for(transports)('a client that closes its %s has ended its stream', async ([name, watch]) => {
  await using gateway = await startTestGateway({ config });
  keepBusy(gateway);
  const watcher = await watch(gateway, watchStatus, bearer());
  expect(linesOf(gateway, 'stream-started')).toMatchObject([
    { level: 'debug', type: 'subscription', transport: name, caller: 'user' },
  ]);
  expect(linesOf(gateway, 'operation')).toEqual([]);
  await watcher.leave();
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([{ transport: name, ended: 'client-closed', endedBy: 'client', results: 1 }]);
});

test.for(transports)(
  'a stream over %s whose job has settled is completed',
  async ([name, watch]) => {
    await using gateway = await startTestGateway({ config });
    const watcher = await watch(gateway, settling, bearer());
    await expect
      .poll(endsOf(gateway), soon)
      .toMatchObject([{ transport: name, ended: 'completed', endedBy: 'stream', codes: [] }]);
    await watcher.leave();
  },
);

test.for(transports)(
  'a stream over %s whose member disappears has failed',
  async ([name, watch]) => {
    let isGone = false;
    await using gateway = await startTestGateway({
      config,
      sandbox: {
        intercept: ({ path }) =>
          isGone && path.endsWith('/status') ? { status: 404, body: { error: {} } } : undefined,
      },
    });
    keepBusy(gateway);
    const watcher = await watch(gateway, watchStatus, bearer());
    isGone = true;
    await expect
      .poll(endsOf(gateway), soon)
      .toMatchObject([
        { transport: name, ended: 'failed', endedBy: 'stream', codes: ['NOT_FOUND'] },
      ]);
    await watcher.leave();
  },
);

test.for(transports)('a stream over %s ends with its token', async ([name, watch]) => {
  await using gateway = await startTestGateway({ config });
  keepBusy(gateway);
  const watcher = await watch(gateway, watchStatus, bearer(2));
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([{ transport: name, ended: 'token-expired', endedBy: 'gateway' }]);
  await watcher.leave();
});

test.for(transports)('a stream over %s ends with the gateway', async ([name, watch]) => {
  const gateway = await startTestGateway({ config });
  keepBusy(gateway);
  const watcher = await watch(gateway, watchStatus, bearer());
  await gateway[Symbol.asyncDispose]();
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([{ transport: name, ended: 'stopping', endedBy: 'gateway' }]);
  await watcher.leave();
});

test('a client that completes its operation on a socket has ended its stream', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('1', watchStatus, variables);
  await raw.next('1');
  raw.send({ type: 'complete', id: '1' });
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([{ transport: 'websocket', ended: 'client-completed', endedBy: 'client' }]);
});

test.for<[string, string, Buffer]>([
  ['a flood of frames', 'limit', Buffer.concat(Array.from({ length: 2_000 }, () => ping()))],
  ['a message that is no message', 'protocol-error', toMessageFrame({ type: 'nonsense' })],
  ['a broken frame', 'protocol-error', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
  ['a message that is too long', 'limit', toMessageFrame({ type: 'x'.repeat(70_000) })],
])('%s ends the streams of its socket', async ([, ended, bytes]) => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using socket = await openFrameSocket(gateway.url);
  const payload = { query: watchStatus, variables };
  socket.tcp.write(toMessageFrame({ type: 'subscribe', id: '1', payload }));
  await expect.poll(() => socket.received()).toContain('"next"');
  socket.tcp.write(bytes);
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([{ transport: 'websocket', ended, endedBy: 'gateway' }]);
  expect(linesOf(gateway, 'limited')).toHaveLength(ended === 'limit' ? 1 : 0);
});

test.for([
  ['sse', 'text/event-stream'],
  ['multipart', 'multipart/mixed;subscriptionSpec=1.0'],
])('a client that resets its connection has ended its stream over %s', async ([name, accept]) => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  const body = JSON.stringify({ query: watchStatus, variables });
  const head = [
    'POST /graphql HTTP/1.1',
    `host: ${new URL(gateway.url).host}`,
    `accept: ${accept}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  using client = await connectRawHttp(gateway.url);
  client.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await expect.poll(() => client.text(), soon).toContain('"data"');
  client.socket.resetAndDestroy();
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([{ transport: name, ended: 'client-closed', endedBy: 'client' }]);
});

function ping(): Buffer {
  return toFrame({ opcode: 9 });
}

test('a response in parts has an end, and a subscription that is refused has none', async () => {
  await using gateway = await startTestGateway();
  const query = 'query ($id: ID!) { member(by: {id: $id}) { name ... @defer { guid } } }';
  const accept = 'multipart/mixed;incrementalSpec=v0.2, application/json';
  await using stream = await openParts({ url: gateway.url, body: { query, variables }, accept });
  await stream.rest();
  await expect
    .poll(endsOf(gateway), soon)
    .toMatchObject([
      { transport: 'multipart', type: 'query', ended: 'completed', endedBy: 'stream' },
    ]);
  gateway.logs.length = 0;
  await using refused = await openSse({ url: gateway.url, document: watchStatus, variables: {} });
  await refused.next();
  expect(linesOf(gateway, 'operation')).toMatchObject([{ codes: ['BAD_USER_INPUT'] }]);
  expect(linesOf(gateway, 'operation')[0]).not.toHaveProperty('ended');
});
