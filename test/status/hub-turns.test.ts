import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { MxError } from '../../src/mx/errors.ts';
import { MAX_IDLE_MS } from '../../src/status/pace.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort, POLL_MS } from './hub-bench.ts';
import { aStatus, key, running } from './models.ts';

const MINUTE = 60_000;
/** What a poll gets that has no turn, because more members are watched than MX's rate allows. */
const noTurn = new MxError('RATE_LIMITED', 'too many calls', {
  limit: 'readsPerSecond',
  retryAfterMs: 1_000,
});

test('a stream whose polls get no turn does not end, and hears the next status', async () => {
  await using bench = createHubBench();
  const reader = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = noTurn;
  await bench.clock.advance(40 * MINUTE);
  expect(reader).toMatchObject({ ended: false });
  bench.mx.status = aStatus({ connectionStatus: 'DENIED' });
  await bench.clock.advance(1.2 * MAX_IDLE_MS);
  expect(reader.seen.map(inShort)).toEqual(['CONNECTED/idle', 'DENIED/idle']);
});

test.for([
  ['a running job', running, POLL_MS],
  ['an idle member', aStatus(), MAX_IDLE_MS],
] as const)('without a turn, polls of %s keep their pace', async ([_whose, status, pauseMs]) => {
  await using bench = createHubBench();
  bench.mx.status = status;
  collect(bench.hub.watch(key));
  await bench.clock.advance(10 * MINUTE);
  bench.mx.status = noTurn;
  const before = bench.mx.reads.length;
  await bench.clock.advance(20 * pauseMs);
  const reads = bench.mx.reads.length - before;
  expect(reads).toBeGreaterThanOrEqual(19);
  expect(reads).toBeLessThanOrEqual(21);
});

test('a stream ends when MX fails for ten minutes, though polls had no turn before', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const reader = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = noTurn;
  await bench.clock.advance(limits.jobPatienceMs / 2);
  bench.mx.status = new MxError('UNAVAILABLE', 'GET …/status 503');
  await bench.clock.advance(9 * MINUTE);
  expect(reader).toMatchObject({ ended: false });
  await bench.clock.advance(2 * MINUTE);
  expect(reader).toMatchObject({ ended: true });
});
