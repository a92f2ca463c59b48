import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household, nobody } from '../support/household.ts';
import { openSse, openSubscription } from '../support/subscription.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../support/watching.ts';

const document = watchStatus;
const variables = { id: household.bankId };

/** The status in an event, or the event itself when it holds none. */
async function statusOf(stream: Awaited<ReturnType<typeof openSse>>) {
  const event = await stream.next();
  return JSON.parse(event?.data ?? 'null')?.data?.memberStatus?.connectionStatusRaw ?? event;
}

test('an SSE stream has the current status first, then each change, in order', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using stream = await openSse({ url: gateway.url, document, variables });
  expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(await statusOf(stream)).toBe('CONNECTED');
  for (const status of ['ONE', 'TWO', 'THREE']) {
    keepBusy(gateway, status);
    expect(await statusOf(stream)).toBe(status);
  }
});

test('a subscription over GET is served', async () => {
  await using gateway = await startTestGateway();
  const params = new URLSearchParams({ query: document, variables: JSON.stringify(variables) });
  const response = await fetch(`${gateway.url}?${params}`, {
    headers: { accept: 'text/event-stream' },
  });
  const reader = response.body?.getReader();
  let text = '';
  while (!text.includes('data: ')) text += new TextDecoder().decode((await reader?.read())?.value);
  expect(text).toContain('"connectionStatusRaw":"CONNECTED"');
  await reader?.cancel();
});

const refusals: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
  ['a malformed id', document, { id: 'MBR-1' }, 'BAD_USER_INPUT'],
  ['a missing variable', document, {}, 'BAD_USER_INPUT'],
  ['a member that does not exist', document, { id: nobody.memberId }, 'NOT_FOUND'],
  ['a syntax error', 'subscription {', {}, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', 'subscription { nope }', {}, 'GRAPHQL_VALIDATION_FAILED'],
];

test.for(refusals)(
  'a subscription with %s gets one masked error, then completes',
  async ([, query, given, code]) => {
    await using gateway = await startTestGateway();
    await using stream = await openSse({ url: gateway.url, document: query, variables: given });
    const event = await stream.next();
    expect(event?.event).toBe('next');
    const answer = JSON.parse(event?.data ?? '');
    expect(answer.errors).toMatchObject([{ extensions: { code, retryable: false } }]);
    expect(JSON.stringify(answer)).not.toMatch(/MBR-|USR-|stack|"http"/);
    expect((await stream.next())?.event).toBe('complete');
    expect(await stream.next()).toBeUndefined();
    // A member that MX does not know is waited for for 2 s.
    expect(statusCalls(gateway)).toBeLessThan(code === 'NOT_FOUND' ? 6 : 1);
  },
);

test('a stream whose member disappears ends with NOT_FOUND, on both transports', async () => {
  let isGone = false;
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        isGone && path.endsWith('/status') ? { status: 404, body: { error: {} } } : undefined,
    },
  });
  keepBusy(gateway);
  await using stream = await openSse({ url: gateway.url, document, variables });
  await using socket = openSubscription({ url: gateway.url, document, variables });
  expect(await statusOf(stream)).toBe('CONNECTED');
  await socket.next();
  isGone = true;
  const error = { message: 'There is no such object.', extensions: { code: 'NOT_FOUND' } };
  expect(JSON.parse((await stream.next())?.data ?? '')).toMatchObject({ errors: [error] });
  expect((await stream.next())?.event).toBe('complete');
  expect(await socket.rest()).toMatchObject([{ errors: [error] }]);
  await expectSilence(gateway);
});

test('MX is not polled after the last reader has left', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using first = await openSse({ url: gateway.url, document, variables });
  await using second = await openSse({ url: gateway.url, document, variables });
  await Promise.all([first.next(), second.next()]);
  await first[Symbol.asyncDispose]();
  const before = statusCalls(gateway);
  await expect.poll(() => statusCalls(gateway)).toBeGreaterThan(before + 2);
  await second[Symbol.asyncDispose]();
  await expectSilence(gateway);
});

test('a reader that leaves before its first status leaves no poll behind', async () => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 60 } });
  keepBusy(gateway);
  const abort = new AbortController();
  const body = JSON.stringify({ query: document, variables });
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const asked = fetch(gateway.url, { method: 'POST', headers, body, signal: abort.signal });
  await expect.poll(() => statusCalls(gateway)).toBe(1);
  abort.abort();
  await asked.catch(() => {});
  await expectSilence(gateway);
});

/** SSE over a bare TCP connection, so that a test can stop reading it. */
function openTcp(gateway: TestGateway, query: string): Socket {
  const body = JSON.stringify({ query, variables });
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

test('a stalled reader does not delay another of the same member', async () => {
  await using gateway = await startTestGateway();
  const aliases = Array.from({ length: 20 }, (_, index) => `a${index}${'x'.repeat(5_000)}`);
  const fields = aliases.map((alias) => `${alias}: connectionStatusRaw`).join(' ');
  const fat = `subscription ($id: ID!) { memberStatus(memberId: $id) { ${fields} } }`;
  const stalled = openTcp(gateway, fat);
  stalled.pause();
  await using reading = await openSse({ url: gateway.url, document, variables });
  await reading.next();
  for (let turn = 0; turn < 15; turn += 1) {
    const status = `TURN_${turn}`;
    keepBusy(gateway, status);
    expect(await statusOf(reading)).toBe(status);
  }
  stalled.destroy();
});

test('a gateway that ends closes its streams without the complete event, and at once', async () => {
  const gateway = await startTestGateway();
  keepBusy(gateway);
  const received: string[] = [];
  const socket = openTcp(gateway, document);
  socket.on('data', (chunk) => received.push(String(chunk)));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await expect.poll(() => received.join('')).toContain('"connectionStatusRaw":"CONNECTED"');
  const endedAt = performance.now();
  await gateway[Symbol.asyncDispose]();
  await closed;
  expect(received.join('')).not.toContain('complete');
  expect(performance.now() - endedAt).toBeLessThan(4_000);
});
