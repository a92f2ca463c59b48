import { expect, test } from 'vitest';
import { MAX_STARTS } from '../../../src/changes/refresh/rewards-refresh.ts';
import { limits } from '../../../src/limits.ts';
import { aMember, aStatus, BEFORE, finished, running, STARTED } from '../../status/models.ts';
import { settle } from '../../support/manual-clock.ts';
import { error } from '../jobs-bench.ts';
import { createRefreshBench } from './rewards-refresh-bench.ts';

const conflict = error('CONFLICT', 409);

test('a refresh completes at once with the present rewards when MX throttles the start', async () => {
  await using bench = createRefreshBench();
  bench.post.fetchRewards = aMember({ aggregatedAt: BEFORE });
  const reader = bench.start();
  await settle();
  expect(reader.short).toEqual(['completed, not refreshed']);
  expect(reader.ended).toBe(true);
  expect(bench.asked()).toBe(2);
});

test('a refresh joins a running rewards job', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = running;
  const reader = bench.start();
  await bench.clock.advance(10_000);
  await bench.shows(finished);
  expect(reader.short).toEqual(['CONNECTED runs', 'completed']);
  expect(bench.starts()).toBe(1);
});

test('a refresh counts the success of a rewards job that ends while it is joined', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = running;
  bench.post.fetchRewards = () => {
    bench.mx.status = finished;
    return Promise.resolve(aMember(finished));
  };
  const reader = bench.start();
  await settle();
  expect(reader.short).toEqual(['CONNECTED idle', 'completed']);
});

test('a refresh follows a job of another kind to its end, then starts its own', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = running;
  bench.post.fetchRewards = conflict;
  const reader = bench.start();
  await settle();
  await bench.shows({ ...running, isAuthenticated: false });
  expect(reader.short).toEqual(['CONNECTED runs', 'CONNECTED runs']);
  const aggregatedAt = '2026-11-22T12:00:20Z';
  bench.post.fetchRewards = aMember({ isBeingAggregated: true, aggregatedAt });
  await bench.shows(finished);
  expect(bench.starts()).toBe(2);
  expect(reader.short).toEqual(['CONNECTED runs', 'CONNECTED runs', 'CONNECTED runs']);
  await bench.shows({ ...finished, isBeingAggregated: true, aggregatedAt });
  await bench.shows({
    ...finished,
    aggregatedAt,
    successfullyAggregatedAt: '2026-11-22T12:00:30Z',
  });
  expect(reader.short.slice(3)).toEqual(['completed']);
});

test('a refresh reports the status after another job when that rules out a start', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = running;
  bench.post.fetchRewards = conflict;
  const reader = bench.start();
  await bench.clock.advance(4000);
  await bench.shows(aStatus({ connectionStatus: 'DENIED', aggregatedAt: STARTED }));
  expect(reader.short).toEqual(['CONNECTED runs', 'not-ready: DENIED idle']);
  expect(bench.starts()).toBe(1);
});

test('a refresh asks for the job a bounded number of times, with pauses', async () => {
  await using bench = createRefreshBench();
  bench.post.fetchRewards = conflict;
  const reader = bench.start();
  await bench.clock.advance(60_000);
  expect(reader.short.at(-1)).toBe('refresh-failed: CONNECTED idle');
  expect(bench.calls.filter((call) => call !== 'status')).toEqual(
    Array.from({ length: MAX_STARTS }, (_, i) => `fetchRewards ${i * 3000}`),
  );
  expect(bench.clock.sleeping()).toBe(0);
});

test.for([
  ['DENIED', 'not-ready: DENIED idle'],
  ['REJECTED', 'not-ready: REJECTED idle'],
  [null, 'not-ready: null idle'],
] as const)('a refresh starts no job on a member that is %s', async ([connectionStatus, told]) => {
  await using bench = createRefreshBench();
  bench.mx.status = aStatus({ connectionStatus });
  const reader = bench.start();
  await settle();
  expect(reader.short).toEqual([told]);
  expect(reader.ended).toBe(true);
  expect(bench.starts()).toBe(0);
  expect(bench.mx.reads).toEqual([]);
});

test.for([
  [error('FORBIDDEN', 403), { reason: 'not-enabled' }],
  [error('INVALID_INPUT', 400), { reason: 'not-supported', institutionCode: 'mxbank' }],
] as const)('a refresh reports why MX has no rewards', async ([refusal, told]) => {
  await using bench = createRefreshBench();
  bench.post.fetchRewards = refusal;
  const reader = bench.start();
  await settle();
  expect(reader.events).toEqual([{ kind: 'failed', status: null, ...told }]);
  expect(reader.ended).toBe(true);
});

test('a refresh throws NOT_FOUND for a member that MX does not know', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = error('NOT_FOUND', 404);
  const reader = bench.start();
  await bench.clock.advance(2_000);
  expect(reader.error).toMatchObject({ name: 'MxError', code: 'NOT_FOUND' });
  expect(reader.events).toEqual([]);
});

test.for([
  ['UNAVAILABLE', 503],
  ['OUTCOME_UNKNOWN', undefined],
  ['RATE_LIMITED', 429],
] as const)('a refresh throws %s of the start, without a retry', async ([code, status]) => {
  await using bench = createRefreshBench();
  const refusal = error(code, status);
  bench.post.fetchRewards = refusal;
  const reader = bench.start();
  await bench.clock.advance(60_000);
  expect(reader.error).toBe(refusal);
  expect(bench.starts()).toBe(1);
});

test.for([
  ['of its own', null, 'refresh-failed'],
  ['of another kind', conflict, 'not-ready'],
] as const)('a refresh fails after half an hour of a job %s', async ([, refusal, reason]) => {
  await using bench = createRefreshBench();
  if (refusal !== null) bench.post.fetchRewards = refusal;
  bench.mx.status = running;
  const reader = bench.start();
  await bench.clock.advance(limits.jobPatienceMs - 60_000);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(120_000);
  expect(reader.ended).toBe(true);
  expect(reader.events.at(-1)).toMatchObject({
    kind: 'failed',
    reason,
    status: { nextAction: 'RETRY_LATER', isOverdue: true },
  });
  expect(bench.starts()).toBe(1);
  expect(bench.clock.sleeping()).toBe(0);
});
