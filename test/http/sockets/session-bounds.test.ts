import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openRawSocket } from '../../support/raw-socket.ts';
import { mintNow, partnerToken } from '../../support/tenants.ts';
import { keepBusy, statusCalls, watchStatus } from '../../support/watching.ts';
import {
  asUser,
  bearer,
  start,
  tokenOf,
  variables,
  viewerOf,
  withToken,
} from './sessions-bench.ts';

test('one end user holds twenty sockets, and a partner any number', async () => {
  await using gateway = await start();
  const open = (count: number, token: string) =>
    Promise.all(Array.from({ length: count }, () => openRawSocket(gateway.url, withToken(token))));
  await using stack = new AsyncDisposableStack();
  const mine = await open(20, tokenOf());
  for (const raw of mine) stack.use(raw);
  await using oneMore = await openRawSocket(gateway.url, withToken());
  expect(await oneMore.closed).toEqual({ code: 4429, reason: 'Too many sockets' });

  for (const raw of await open(25, partnerToken())) {
    stack.use(raw);
    expect(raw.socket.readyState).toBe(WebSocket.OPEN);
  }
  const other = mintNow({ mx_user_guid: 'USR-other' });
  expect(await viewerOf(gateway, withToken(other))).toMatchObject({ data: {} });

  await mine[0]?.[Symbol.asyncDispose]();
  await expect.poll(() => viewerOf(gateway, withToken()).catch(() => null)).toEqual(asUser);
});

test('sockets that close before their token is read do not count', async () => {
  await using gateway = await start({}, 250);
  // Whom such a token names is asked of MX.
  const token = mintNow({ mx_user_guid: undefined, sub: 'demo-household' });
  const leave = async () => {
    const raw = await openRawSocket(gateway.url, { isInitiated: false });
    raw.send({ type: 'connection_init', payload: { authorization: bearer(token) } });
    raw.socket.close();
    await raw.closed;
  };
  await Promise.all(Array.from({ length: 30 }, leave));
  await expect.poll(() => gateway.sandbox.calls).toHaveLength(1);
  await delay(400);
  await using raw = await openRawSocket(gateway.url, withToken());
  expect(raw.socket.readyState).toBe(WebSocket.OPEN);
});

test('a socket runs fifty operations at once; one more is refused and the others go on', async () => {
  await using gateway = await start();
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url, withToken());
  for (let id = 1; id <= 50; id += 1) raw.subscribe(String(id), watchStatus, variables);
  await Promise.all(Array.from({ length: 50 }, (_, index) => raw.next(String(index + 1))));
  raw.subscribe('51', watchStatus, variables);
  expect(await raw.next('51')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }],
  });
  keepBusy(gateway, 'DEGRADED');
  const told = await Promise.all(
    Array.from({ length: 50 }, (_, index) => raw.next(String(index + 1))),
  );
  expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['next']));
  raw.send({ type: 'complete', id: '1' });
  raw.subscribe('52', '{ __typename }');
  expect(await raw.next('52')).toMatchObject({ type: 'next' });
  expect(statusCalls(gateway)).toBeLessThan(50);
});

test('a flood of operations closes its socket with 4429, and none of them is in the log', async () => {
  await using gateway = await start();
  const written = vi.spyOn(console, 'error');
  await using raw = await openRawSocket(gateway.url, withToken());
  for (let id = 0; id < 400; id += 1) raw.subscribe(String(id), '{ __typename }');
  expect(await raw.closed).toEqual({ code: 4429, reason: 'Too many operations' });
  expect(written).not.toHaveBeenCalled();
});
