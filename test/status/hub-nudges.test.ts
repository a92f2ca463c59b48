import { expect, test } from 'vitest';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, heldRead, inShort, POLL_MS } from './hub-bench.ts';
import { aStatus, key, running } from './models.ts';

const MINUTE = 60_000;

const degraded = aStatus({ connectionStatus: 'DEGRADED' });

test('the hub reads at once when nudged during its pause', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await bench.clock.advance(MINUTE);
  const reads = bench.mx.reads.length;
  bench.hub.nudge(key);
  await settle();
  expect(bench.mx.reads).toHaveLength(reads + 1);
  await bench.clock.advance(POLL_MS);
  expect(bench.mx.reads).toHaveLength(reads + 2);
});

test('the hub reads once more when nudged during a read', async () => {
  await using bench = createHubBench();
  const read = heldRead();
  bench.mx.status = read.script;
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.hub.nudge(key);
  bench.mx.status = degraded;
  await read.give(aStatus());
  await settle();
  expect(seen.map(inShort).at(-1)).toBe('DEGRADED/idle');
  expect(bench.mx.reads).toEqual([0, 0]);
  expect(bench.mx.mostInFlight).toBe(1);
});

test('the hub never starts with a status from before a nudge', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await settle();
  const read = heldRead();
  bench.mx.status = read.script;
  bench.hub.nudge(key);
  await settle();
  bench.hub.nudge(key);
  bench.mx.status = running;
  const late = collect(bench.hub.watch(key));
  await read.give(degraded);
  await settle();
  expect(late.seen.map(inShort)).toEqual(['CONNECTED/running']);
});

test('the hub does nothing when nudged about a member without a watcher', async () => {
  await using bench = createHubBench();
  bench.hub.nudge(key);
  await bench.clock.advance(MINUTE);
  expect(bench.mx.reads).toEqual([]);
});
