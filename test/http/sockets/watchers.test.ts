import { expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket, type RawSocket } from '../../support/raw-socket.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../../support/watching.ts';

const departures: readonly (readonly [string, (raw: RawSocket) => void])[] = [
  ['completes its operation', (raw) => raw.send({ type: 'complete', id: '1' })],
  ['closes its socket', (raw) => raw.socket.close()],
  ['vanishes', (raw) => raw.socket.terminate()],
];

test.for(departures)('MX is not polled after the last watcher %s', async ([, depart]) => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url);
  raw.subscribe('1', watchStatus, { id: household.bankId });
  await raw.next('1');
  const before = statusCalls(gateway);
  await expect.poll(() => statusCalls(gateway)).toBeGreaterThan(before + 2);
  depart(raw);
  await expectSilence(gateway);
});

test.for(departures)(
  'a watcher that %s before its first status leaves no poll behind',
  async (given) => {
    const [, depart] = given;
    await using gateway = await startTestGateway({ sandbox: { latencyMs: 40 } });
    keepBusy(gateway);
    await using raw = await openRawSocket(gateway.url);
    raw.subscribe('1', watchStatus, { id: household.bankId });
    depart(raw);
    await expectSilence(gateway);
    expect(statusCalls(gateway)).toBeLessThan(3);
  },
);

test('two watchers on two sockets share one poll, and each leaves separately', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using first = await openRawSocket(gateway.url);
  await using second = await openRawSocket(gateway.url);
  first.subscribe('1', watchStatus, { id: household.bankId });
  await first.next('1');
  second.subscribe('1', watchStatus, { id: household.bankId });
  await second.next('1');

  gateway.sandbox.requests.length = 0;
  const polled = () => gateway.sandbox.requests.filter(({ path }) => path.endsWith('/status'));
  await expect.poll(() => polled().length).toBeGreaterThan(5);
  const polls = polled();
  const gaps = polls
    .slice(1)
    .map(({ startedAt }, index) => startedAt - (polls[index]?.startedAt ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(25);

  first.send({ type: 'complete', id: '1' });
  keepBusy(gateway, 'FAILED');
  expect(await second.next('1')).toMatchObject({
    payload: { data: { memberStatus: { connectionStatusRaw: 'FAILED' } } },
  });
  expect(first.messages).toHaveLength(1);
});

test('one operation on a socket ends without ending another that watches the same member', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using raw = await openRawSocket(gateway.url);
  for (const id of ['a', 'b']) raw.subscribe(id, watchStatus, { id: household.bankId });
  await Promise.all([raw.next('a'), raw.next('b')]);
  raw.send({ type: 'complete', id: 'a' });
  keepBusy(gateway, 'LOCKED');
  expect(await raw.next('b')).toMatchObject({
    payload: { data: { memberStatus: { connectionStatusRaw: 'LOCKED' } } },
  });
});

test('a stalled reader does not delay another of the same member, and gets the latest', async () => {
  await using gateway = await startTestGateway();
  await using stalled = await openRawSocket(gateway.url);
  await using reading = await openRawSocket(gateway.url);
  const big = 'x'.repeat(8_000);
  // Each event repeats the long alias, so that the buffers between the two sides fill up.
  const fat = `subscription ($id: ID!) { memberStatus(memberId: $id) {
    ${Array.from({ length: 5 }, (_, index) => `a${index}${big}: connectionStatusRaw`).join(' ')}
  } }`;
  stalled.subscribe('1', fat, { id: household.bankId });
  reading.subscribe('1', watchStatus, { id: household.bankId });
  await Promise.all([stalled.next('1'), reading.next('1')]);
  stalled.socket.pause();

  for (let turn = 0; turn < 20; turn += 1) {
    const status = `TURN_${turn}`;
    keepBusy(gateway, status);
    expect(await reading.next('1')).toMatchObject({
      payload: { data: { memberStatus: { connectionStatusRaw: status } } },
    });
  }
  stalled.socket.resume();
  const last = () => JSON.stringify(stalled.messages.at(-1));
  await expect.poll(last).toContain('TURN_19');
});
