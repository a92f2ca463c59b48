import { expect, test } from 'vitest';
import { ELSEWHERE_MS } from '../../src/status/pace.ts';
import { collect, createHubBench, POLL_MS } from './hub-bench.ts';
import { aStatus, key, running } from './models.ts';

const MINUTE = 60_000;

test.for([
  'PENDING', // an OAuth sign-in
  'LOCKED',
  'IMPEDED',
  'DENIED',
  'PREVENTED',
  'IMPAIRED',
  'IMPORTED',
  'CREATED',
  'UPDATED',
  'RECONNECTED',
  'REJECTED',
  'EXPIRED',
])('the hub notices a change of %s within pollMs, for ten minutes', async (status) => {
  await using bench = createHubBench({ jitter: 0.99 });
  bench.mx.status = aStatus({ connectionStatus: status });
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(ELSEWHERE_MS - 1);
  expect(bench.mx.reads).toHaveLength(ELSEWHERE_MS / POLL_MS);
  bench.mx.status = running;
  await bench.clock.advance(POLL_MS);
  expect(seen.at(-1)).toMatchObject({ isBeingAggregated: true });
});

test('the hub reads a member that has been idle for ten minutes less often, until somebody asks', async () => {
  await using bench = createHubBench();
  bench.mx.status = aStatus({ connectionStatus: 'PENDING' });
  collect(bench.hub.watch(key));
  await bench.clock.advance(ELSEWHERE_MS);
  const before = bench.mx.reads.length;
  await bench.clock.advance(2 * MINUTE);
  expect(bench.mx.reads).toHaveLength(before + 2);
  bench.hub.nudge(key);
  await bench.clock.advance(MINUTE);
  expect(bench.mx.reads.length).toBeGreaterThan(before + 2 + MINUTE / POLL_MS - 1);
});
