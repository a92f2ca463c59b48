import { expect, test } from 'vitest';
import { MxError } from '../../../src/mx/errors.ts';
import { settle } from '../../support/manual-clock.ts';
import { aStatus, running } from '../models.ts';
import { collectAll, createUserBench, userGuid } from './user-bench.ts';

const MINUTE = 60_000;

test('the list is sent first, after one read, and then every list that is read', async () => {
  await using bench = createUserBench();
  const { seen } = collectAll(bench.lists.watch(userGuid));
  await settle();
  expect(bench.mx.lists).toEqual([0]);
  expect(seen[0]?.value.items.map(({ guid }) => guid)).toEqual(['MBR-1', 'MBR-2']);
  expect(bench.news).toEqual([userGuid]);
  await bench.clock.advance(3000);
  expect(seen).toHaveLength(2);
});

test('one loop serves every watcher of a user', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-2', running);
  const readers = [1, 2, 3].map(() => collectAll(bench.lists.watch(userGuid)));
  await bench.clock.advance(9000);
  expect(bench.mx.lists).toEqual([0, 3000, 6000, 9000]);
  for (const { seen } of readers) expect(seen).toHaveLength(4);
  expect(bench.lists.watched()).toBe(1);
});

test('lists are read less and less often while nothing happens', async () => {
  await using bench = createUserBench();
  collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(5 * MINUTE);
  const first = [0, 3000, 9000, 21_000, 45_000, 93_000];
  expect(bench.mx.lists.slice(0, 6)).toEqual(first);
  expect(bench.mx.lists).toHaveLength(9);
});

test('a change through the gateway wakes the loop, which then is as quick as during a job', async () => {
  await using bench = createUserBench();
  collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(100_000);
  const before = bench.mx.lists.length;
  bench.lists.nudge(userGuid);
  await bench.clock.advance(15_000);
  const times = bench.mx.lists.slice(before).map((time) => time - 100_000);
  expect(times).toEqual([0, 3000, 6000, 9000, 12_000, 15_000]);
});

test('the loop of a user with a job that never ends slows down', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-2', running);
  collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(40 * MINUTE);
  const late = bench.mx.lists.filter((time) => time > 35 * MINUTE);
  expect(late.length).toBeLessThan(6);
});

test('the loop of a user without members polls seldom', async () => {
  await using bench = createUserBench([]);
  const { seen } = collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(5 * MINUTE);
  expect(seen[0]?.value.items).toEqual([]);
  expect(bench.mx.lists.length).toBeLessThan(12);
});

test('the last watcher that leaves stops the loop', async () => {
  await using bench = createUserBench();
  const iterators = [bench.lists.watch(userGuid), bench.lists.watch(userGuid)];
  await settle();
  await iterators[0]?.return?.();
  expect(bench.lists.watched()).toBe(1);
  await iterators[1]?.return?.();
  await settle();
  expect(bench.lists.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
});

test('the stream survives trouble at MX for ten minutes, and then ends with the error', async () => {
  await using bench = createUserBench();
  const reader = collectAll(bench.lists.watch(userGuid));
  await settle();
  bench.mx.listFailure = new MxError('UNAVAILABLE', 'GET …/members 503');
  await bench.clock.advance(9 * MINUTE);
  expect(reader.ended).toBe(false);
  bench.mx.listFailure = null;
  await bench.clock.advance(MINUTE);
  const sent = reader.seen.length;
  expect(sent).toBeGreaterThan(1);
  bench.mx.listFailure = new MxError('UNAVAILABLE', 'GET …/members 503');
  await bench.clock.advance(12 * MINUTE);
  expect(reader.error).toMatchObject({ code: 'UNAVAILABLE' });
  expect(bench.clock.sleeping()).toBe(0);
});

test('an unknown user ends the stream after two seconds, and a known one immediately', async () => {
  await using bench = createUserBench();
  bench.mx.listFailure = new MxError('NOT_FOUND', 'GET …/members 404');
  const unknown = collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(1900);
  expect(unknown.ended).toBe(false);
  await bench.clock.advance(200);
  expect(unknown.error).toMatchObject({ code: 'NOT_FOUND' });

  bench.mx.listFailure = null;
  const known = collectAll(bench.lists.watch(userGuid));
  await settle();
  bench.mx.listFailure = new MxError('NOT_FOUND', 'GET …/members 404');
  await bench.clock.advance(3000);
  expect(known.error).toMatchObject({ code: 'NOT_FOUND' });
});

test('a reader that waits for a list gets one that is not older than the last change', async () => {
  await using bench = createUserBench();
  expect(await bench.lists.current(userGuid)).toBeNull();
  collectAll(bench.lists.watch(userGuid));
  await settle();
  bench.mx.members.set('MBR-1', aStatus({ connectionStatus: 'DENIED' }));
  bench.lists.nudge(userGuid);
  const reading = await bench.lists.current(userGuid);
  expect(reading?.value.items[0]?.connectionStatus).toBe('DENIED');
  expect(bench.lists.memberOf({ userGuid, memberGuid: 'MBR-1' })?.guid).toBe('MBR-1');
  expect(bench.mx.lists).toHaveLength(2);
});
