import { expect, test } from 'vitest';
import { MxError } from '../../../src/mx/errors.ts';
import { settle } from '../../support/manual-clock.ts';
import { inShort } from '../hub-bench.ts';
import { aMember, aQuestion, aStatus, challenged, finished, running, STARTED } from '../models.ts';
import { collectAll, createUserBench, keyOf, userGuid } from './user-bench.ts';

const MINUTE = 60_000;

test('while the user is watched, its list serves the statuses of all members', async () => {
  await using bench = createUserBench(['MBR-1', 'MBR-2', 'MBR-3']);
  bench.mx.members.set('MBR-3', running);
  collectAll(bench.lists.watch(userGuid));
  await settle();
  const readers = ['MBR-1', 'MBR-2', 'MBR-3'].map((guid) =>
    collectAll(bench.hub.watch(keyOf(guid))),
  );
  await bench.clock.advance(30_000);
  bench.mx.members.set('MBR-3', finished);
  await bench.clock.advance(3000);
  expect(readers.map(({ seen }) => seen.map(inShort))).toEqual([
    ['CONNECTED/idle'],
    ['CONNECTED/idle'],
    ['CONNECTED/running', 'CONNECTED/idle'],
  ]);
  // The fields that the list does not contain are read once for each state.
  expect(bench.mx.statuses).toEqual(['MBR-1', 'MBR-2', 'MBR-3', 'MBR-3']);
  expect(bench.mx.lists).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33].map((s) => s * 1000));
  expect(bench.mx.traitReads).toEqual([]);
});

test('a watcher that needs no more than the list costs no status call', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  collectAll(bench.lists.watch(userGuid));
  await settle();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1'), { isListEnough: true }));
  await bench.clock.advance(6000);
  bench.mx.members.set('MBR-1', finished);
  await bench.clock.advance(3000);
  expect(seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
  expect(seen[0]?.isAuthenticated).toBeNull();
  expect(bench.mx.statuses).toEqual([]);
});

test('a watcher of the whole status never begins with a status of the list', async () => {
  await using bench = createUserBench();
  collectAll(bench.lists.watch(userGuid));
  await settle();
  collectAll(bench.hub.watch(keyOf('MBR-1'), { isListEnough: true }));
  await settle();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1')));
  await settle();
  expect(seen.map(({ isAuthenticated }) => isAuthenticated)).toEqual([true]);
});

test('a status with its own loop goes on unchanged when the user is watched, and afterwards', async () => {
  await using bench = createUserBench();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1')));
  await bench.clock.advance(MINUTE);
  const statuses = bench.mx.statuses.length;
  const list = bench.lists.watch(userGuid);
  await bench.clock.advance(MINUTE);
  expect(bench.mx.lists.length).toBeGreaterThan(3);
  expect(bench.mx.statuses).toHaveLength(statuses);
  await list.return?.();
  await bench.clock.advance(MINUTE);
  expect(bench.mx.statuses.length).toBeGreaterThan(statuses);
  expect(seen).toHaveLength(1);
});

test('when nobody watches the user any more, the loops of its members poll again', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  const list = bench.lists.watch(userGuid);
  await settle();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1')));
  await bench.clock.advance(6000);
  await list.return?.();
  const lists = bench.mx.lists.length;
  bench.mx.members.set('MBR-1', finished);
  await bench.clock.advance(3000);
  expect(seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
  expect(bench.mx.lists).toHaveLength(lists);
});

test('a challenged member is read for its challenges, every ten seconds', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', challenged('CRD-1'));
  collectAll(bench.lists.watch(userGuid));
  await settle();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1'), { isListEnough: true }));
  await bench.clock.advance(9000);
  expect(seen[0]?.challenges).toEqual([aQuestion('CRD-1')]);
  expect(bench.mx.statuses).toEqual(['MBR-1']);
  bench.mx.members.set('MBR-1', challenged('CRD-2'));
  await bench.clock.advance(20_000);
  expect(seen.map(({ challenges }) => challenges[0]?.guid)).toEqual(['CRD-1', 'CRD-2']);
  expect(bench.mx.statuses).toHaveLength(3);
});

test('a challenge without its status is not sent before MX can be read', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  collectAll(bench.lists.watch(userGuid));
  await settle();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1'), { isListEnough: true }));
  await settle();
  bench.mx.members.set('MBR-1', challenged('CRD-1'));
  bench.mx.statusFailure = new MxError('UNAVAILABLE', 'GET …/status 503');
  await bench.clock.advance(6000);
  expect(seen.map(inShort)).toEqual(['CONNECTED/running']);
  bench.mx.statusFailure = null;
  await bench.clock.advance(10_000);
  expect(seen.map(inShort)).toEqual(['CONNECTED/running', 'CHALLENGED/running']);
});

test('a list that lags behind the status retracts nothing', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1')));
  await bench.clock.advance(3000);
  bench.mx.lagging.set('MBR-1', running);
  bench.mx.members.set('MBR-1', finished);
  await bench.clock.advance(3000);
  collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(9000);
  bench.mx.lagging.clear();
  await bench.clock.advance(MINUTE);
  expect(seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
});

test('a list that still contradicts the status after 15 s is believed', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', finished);
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1'), { isListEnough: true }));
  await settle();
  bench.mx.lagging.set('MBR-1', running);
  collectAll(bench.lists.watch(userGuid));
  await bench.clock.advance(21_000);
  expect(seen.map(inShort)).toEqual(['CONNECTED/idle', 'CONNECTED/running']);
});

test('a job that was started through the gateway is not hidden by a list that lags', async () => {
  await using bench = createUserBench();
  collectAll(bench.lists.watch(userGuid));
  await settle();
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-1'), { isListEnough: true }));
  await settle();
  bench.hub.jobStarted(keyOf('MBR-1'), aMember({ isBeingAggregated: true, aggregatedAt: STARTED }));
  await bench.clock.advance(6000);
  bench.mx.members.set('MBR-1', running);
  await bench.clock.advance(6000);
  bench.mx.members.set('MBR-1', finished);
  await bench.clock.advance(6000);
  expect(seen.map(inShort)).toEqual(['CONNECTED/idle', 'CONNECTED/running', 'CONNECTED/idle']);
});

test('a member that the list does not show is read by itself', async () => {
  await using bench = createUserBench();
  collectAll(bench.lists.watch(userGuid));
  await settle();
  const reader = collectAll(bench.hub.watch(keyOf('MBR-9')));
  await bench.clock.advance(3000);
  expect(reader.error).toMatchObject({ code: 'NOT_FOUND' });
  bench.mx.members.set('MBR-3', aStatus());
  const { seen } = collectAll(bench.hub.watch(keyOf('MBR-3')));
  await settle();
  expect(seen.map(inShort)).toEqual(['CONNECTED/idle']);
});
