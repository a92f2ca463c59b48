import { expect, test } from 'vitest';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort } from './hub-bench.ts';
import { aStatus, key } from './models.ts';

const MINUTE = 60_000;

const degraded = aStatus({ connectionStatus: 'DEGRADED' });

test('the hub leaves the first event out when the watcher knows it', async () => {
  await using bench = createHubBench();
  const first = collect(bench.hub.watch(key));
  await settle();
  const after = first.seen[0]?.revision;
  const second = collect(bench.hub.watch(key, { after }));
  await bench.clock.advance(MINUTE);
  expect(second.seen).toEqual([]);
  bench.mx.status = degraded;
  await bench.clock.advance(2 * MINUTE);
  expect(second.seen.map(inShort)).toEqual(['DEGRADED/idle']);
});

test('the hub informs a watcher when a member is back in the state that the watcher knew first', async () => {
  await using bench = createHubBench();
  const first = collect(bench.hub.watch(key));
  await settle();
  const { seen } = collect(bench.hub.watch(key, { after: first.seen[0]?.revision }));
  for (const status of [degraded, aStatus()]) {
    bench.mx.status = status;
    bench.hub.nudge(key);
    await settle();
  }
  expect(seen.map(inShort)).toEqual(['DEGRADED/idle', 'CONNECTED/idle']);
});

test('the hub sends a watcher that returns to a restarted gateway what it missed, and nothing else', async () => {
  await using before = createHubBench();
  const told = collect(before.hub.watch(key));
  await settle();
  const after = told.seen[0]?.revision;
  await using bench = createHubBench();
  const same = collect(bench.hub.watch(key, { after }));
  await settle();
  expect(same.seen).toEqual([]);
  await using changed = createHubBench();
  changed.mx.status = degraded;
  const other = collect(changed.hub.watch(key, { after }));
  await settle();
  expect(other.seen.map(inShort)).toEqual(['DEGRADED/idle']);
});

test('the hub treats an unreadable revision as none', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key, { after: 'garbage' }));
  await settle();
  expect(seen).toHaveLength(1);
});
