import { expect, test } from 'vitest';
import type { StatusesEvent } from '../../../src/status/user/status-book.ts';
import { aStatus, challenged, finished, running } from '../models.ts';
import { calm, collectAll, createUserBench, inShort, userGuid } from './user-bench.ts';

const MINUTE = 60_000;
const ten = Array.from({ length: 10 }, (_, index) => `MBR-${index}`);
const denied = aStatus({ connectionStatus: 'DENIED' });

test('a slow reader gets all changes since its last event in one event', async () => {
  await using bench = createUserBench(['MBR-1', 'MBR-2', 'MBR-3']);
  bench.mx.members.set('MBR-1', running);
  const slow = bench.statuses.watch(userGuid);
  await slow.next();
  bench.mx.members.set('MBR-2', denied);
  await bench.clock.advance(3000);
  bench.mx.members.set('MBR-3', denied);
  await bench.clock.advance(3000);
  bench.mx.members.set('MBR-2', aStatus());
  await bench.clock.advance(3000);
  await calm();
  const { value } = (await slow.next()) as { value: StatusesEvent };
  expect(inShort(value)).toEqual([['MBR-2', 'MBR-3'], [], ['MBR-3']]);
});

test('watchers that have seen the same get the same object', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  const readers = [1, 2].map(() => collectAll(bench.statuses.watch(userGuid)));
  await calm();
  bench.mx.members.set('MBR-1', finished);
  await bench.clock.advance(3000);
  await calm();
  const [first, second] = readers.map(({ seen }) => seen);
  expect(first).toHaveLength(2);
  expect(first?.every((event, index) => event === second?.[index])).toBe(true);
});

test('a watcher of a user that has been idle gets a list that is not older than itself', async () => {
  await using bench = createUserBench();
  collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(10 * MINUTE + 30_000);
  bench.mx.members.set('MBR-1', denied);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  expect(seen.map(inShort)).toEqual([[['MBR-1', 'MBR-2'], [], ['MBR-1']]]);
});

test('the last watcher that leaves stops every poll', async () => {
  await using bench = createUserBench(ten);
  bench.mx.members.set('MBR-4', challenged('CRD-1'));
  const iterator = bench.statuses.watch(userGuid);
  await iterator.next();
  const pending = iterator.next();
  await iterator.return?.();
  expect(await pending).toEqual({ done: true, value: undefined });
  await calm();
  expect([bench.statuses.watched(), bench.lists.watched(), bench.hub.watched()]).toEqual([0, 0, 0]);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a watcher that leaves while the first list arrives leaves no poll behind', async () => {
  for (let ticks = 0; ticks < 20; ticks += 1) {
    await using bench = createUserBench();
    const iterator = bench.statuses.watch(userGuid);
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    await iterator.return?.();
    await calm();
    const { statuses, lists, hub } = bench;
    expect([statuses.watched(), lists.watched(), hub.watched()]).toEqual([0, 0, 0]);
  }
});

test('an event contains the members as the latest list shows them', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  collectAll(bench.statuses.watch(userGuid));
  await calm();
  bench.mx.traits.set('MBR-2', { name: 'Another name' });
  await bench.clock.advance(3000);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  expect(seen[0]?.changed.map(({ listed }) => listed?.name)).toEqual(['MX Bank', 'Another name']);
});
