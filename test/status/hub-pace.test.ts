import { expect, test } from 'vitest';
import { collect, createHubBench, POLL_MS } from './hub-bench.ts';
import { aStatus, challenged, key, running } from './models.ts';

const MINUTE = 60_000;

const degraded = aStatus({ connectionStatus: 'DEGRADED' });

test('the hub polls a running member every pollMs, and one that waits for answers every 10 s', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  collect(bench.hub.watch(key));
  await bench.clock.advance(3 * POLL_MS);
  expect(bench.mx.reads).toEqual([0, 3000, 6000, 9000]);
  bench.mx.status = challenged('CRD-1');
  await bench.clock.advance(POLL_MS + 20_000);
  expect(bench.mx.reads.slice(4)).toEqual([12_000, 22_000, 32_000]);
});

test('the hub polls an idle member less and less often, down to once a minute', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await bench.clock.advance(4 * MINUTE);
  const gaps = bench.mx.reads.map((at, i, all) => at - (all[i - 1] ?? 0)).slice(1);
  expect(gaps).toEqual([3000, 6000, 12_000, 24_000, 48_000, 60_000, 60_000]);
});

test('the hub starts over with short pauses when an idle member changes', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await bench.clock.advance(50_000);
  bench.mx.status = degraded;
  const before = bench.mx.reads.length;
  await bench.clock.advance(MINUTE);
  const [first = 0, second = 0] = bench.mx.reads.slice(before);
  expect(second - first).toBe(POLL_MS);
});

test('the hub never polls faster than pollMs, whatever the jitter', async () => {
  await using bench = createHubBench({ jitter: 0.99 });
  bench.mx.status = running;
  collect(bench.hub.watch(key));
  await bench.clock.advance(10 * POLL_MS);
  const gaps = bench.mx.reads.map((at, i, all) => at - (all[i - 1] ?? 0)).slice(1);
  expect(Math.min(...gaps)).toBeGreaterThan(POLL_MS);
  expect(Math.max(...gaps)).toBeLessThan(1.25 * POLL_MS);
});
