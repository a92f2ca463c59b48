import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SandboxRequest } from '../../../src/sandbox/options.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../../support/watching.ts';

const createUser = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { ... on UserPayload { user { externalId } } }
}`;
const variables = { input: { externalId: 'by-socket' } };

const writes = ({ sandbox }: TestGateway) =>
  sandbox.calls.filter((call) => call.startsWith('POST')).length;

/** A sandbox that holds its responses back until a test lets them go. */
function heldSandbox() {
  const released = { polls: Promise.withResolvers<void>(), writes: Promise.withResolvers<void>() };
  let isHeld = false;
  return {
    releasePolls: () => released.polls.resolve(),
    releaseWrites: () => released.writes.resolve(),
    hold() {
      isHeld = true;
    },
    async intercept({ method }: SandboxRequest): Promise<undefined> {
      if (isHeld) await released[method === 'POST' ? 'writes' : 'polls'].promise;
    },
  };
}

test('a mutation in flight is answered before its socket is closed with 1012', async () => {
  const sandbox = heldSandbox();
  await using gateway = await startTestGateway({ sandbox });
  await using raw = await openRawSocket(gateway.url);
  await using idle = await openRawSocket(gateway.url);
  sandbox.hold();
  raw.subscribe('m', createUser, variables);
  await expect.poll(() => writes(gateway), { interval: 5 }).toBe(1);
  const ended = gateway[Symbol.asyncDispose]();

  expect((await idle.closed).code).toBe(1012);
  expect(raw.messages).toEqual([]);
  sandbox.releaseWrites();
  expect((await raw.closed).code).toBe(1012);
  expect(raw.messages).toEqual([
    {
      type: 'next',
      id: 'm',
      payload: { data: { createUser: { user: { externalId: 'by-socket' } } } },
    },
    { type: 'complete', id: 'm' },
  ]);
  await ended;
  expect(writes(gateway)).toBe(1);
});

test('streams end without a message and nothing new starts while a mutation is waited for', async () => {
  const sandbox = heldSandbox();
  await using gateway = await startTestGateway({ sandbox });
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('s', watchStatus, { id: household.bankId });
  await raw.next('s');
  sandbox.hold();
  // While MX holds a poll back, no other is on its way.
  const polls = statusCalls(gateway) + 1;
  await expect.poll(() => statusCalls(gateway), { interval: 5 }).toBe(polls);
  raw.subscribe('m', createUser, variables);
  await expect.poll(() => writes(gateway), { interval: 5 }).toBe(1);
  const ended = gateway[Symbol.asyncDispose]();
  raw.subscribe('late', createUser, { input: { externalId: 'late' } });
  expect(await raw.next('late')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'RESTARTING', retryable: true } }],
  });
  sandbox.releasePolls();
  await expectSilence(gateway);
  sandbox.releaseWrites();
  await raw.closed;
  await ended;
  expect(raw.messages.filter(({ id }) => id === 's').map(({ type }) => type)).toEqual(['next']);
  expect(raw.messages.filter(({ id }) => id === 'm').map(({ type }) => type)).toEqual([
    'next',
    'complete',
  ]);
  expect(statusCalls(gateway)).toBe(polls);
  expect(writes(gateway)).toBe(1);
});

test('a mutation whose client has left is finished when the gateway ends', async () => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 300 } });
  await using raw = await openRawSocket(gateway.url);
  const twice = `mutation ($input: CreateUserInput!, $other: CreateUserInput!) {
    createUser(input: $input) { __typename }
    other: createUser(input: $other) { __typename }
  }`;
  raw.subscribe('m', twice, { ...variables, other: { externalId: 'other' } });
  await expect.poll(() => writes(gateway), { interval: 5 }).toBe(1);
  raw.socket.terminate();
  await raw.closed;
  await gateway[Symbol.asyncDispose]();
  expect(writes(gateway)).toBe(2);
});

test.for([
  ['a mutation', createUser, variables],
  ['a query', '{ institutions { totalCount } }', {}],
] as const)('%s over SSE is answered before the gateway ends', async ([, query, given]) => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 300 } });
  const response = gateway.post({ query, variables: given }, { accept: 'text/event-stream' });
  await expect.poll(() => gateway.sandbox.calls.length, { interval: 5 }).toBeGreaterThan(0);
  const ended = gateway[Symbol.asyncDispose]();
  const text = await (await response).text();
  expect(text).toContain('event: next');
  expect(text).toContain('event: complete');
  await ended;
});

test('a stream that starts while the gateway ends is cut, and its client reconnects', async () => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 500 } });
  keepBusy(gateway);
  const slow = gateway.post({ query: createUser, variables });
  await expect.poll(() => writes(gateway), { interval: 5 }).toBe(1);
  const ended = gateway[Symbol.asyncDispose]();
  await delay(20);
  // The connection of an earlier request is still open.
  const body = { query: watchStatus, variables: { id: household.bankId } };
  const late = gateway.post(body, { accept: 'text/event-stream' }).then((answer) => answer.text());
  await expect(late).rejects.toThrow(/terminated|fetch failed/);
  expect((await slow).status).toBe(200);
  await ended;
});
