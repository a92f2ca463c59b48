import { expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { openSse } from '../../support/subscription.ts';
import { keepBusy } from '../../support/watching.ts';

const withName = `subscription ($id: ID!) {
  memberStatus(memberId: $id) { connectionStatusRaw member { name } }
}`;

const isRead = ({ path }: { path: string }) =>
  path.endsWith(`/members/${household.bank.memberGuid}`);

test('watchers on sockets and over SSE are told the same, for one read of MX', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  const variables = { id: household.bankId };
  await using raw = await openRawSocket(gateway.url);
  await using other = await openRawSocket(gateway.url);
  const sockets = [raw, other].flatMap((socket) => ['a', 'é'].map((id) => ({ socket, id })));
  for (const { socket, id } of sockets) socket.subscribe(id, withName, variables);
  await using sse = await openSse({ url: gateway.url, document: withName, variables });
  await Promise.all([...sockets.map(({ socket, id }) => socket.next(id)), sse.next()]);

  gateway.sandbox.requests.length = 0;
  keepBusy(gateway, 'LOCKED');
  const told = await Promise.all(sockets.map(({ socket, id }) => socket.next(id)));
  const event = await sse.next();
  const payload = {
    data: { memberStatus: { connectionStatusRaw: 'LOCKED', member: { name: expect.any(String) } } },
  };
  expect(told).toEqual(sockets.map(({ id }) => ({ id, type: 'next', payload })));
  expect(event?.event).toBe('next');
  expect(JSON.parse(event?.data ?? '')).toEqual(payload);
  expect(gateway.sandbox.requests.filter(isRead)).toHaveLength(1);
});

test('each operation is in the log once, with the calls of the events that it began', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  const variables = { id: household.bankId };
  {
    await using raw = await openRawSocket(gateway.url);
    for (const id of ['a', 'b']) {
      raw.subscribe(id, withName, variables);
      await raw.next(id);
    }
    for (const status of ['LOCKED', 'EXPIRED']) {
      keepBusy(gateway, status);
      await Promise.all([raw.next('a'), raw.next('b')]);
    }
  }
  const lines = () =>
    gateway.logs
      .map((line) => JSON.parse(line))
      .filter(({ event, type }) => event === 'operation' && type === 'subscription')
      .map(({ results, upstreamCalls }) => ({ results, upstreamCalls }));
  await expect.poll(() => lines().length).toBe(2);
  const [first, second] = lines().toSorted((a, b) => b.upstreamCalls - a.upstreamCalls);
  expect(first).toEqual({ results: 3, upstreamCalls: 3 });
  expect(second).toEqual({ results: 3, upstreamCalls: 1 });
});
