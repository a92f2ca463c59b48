import { expect, test } from 'vitest';
import { LAG_MS } from '../../../src/changes/refresh/refresh-rules.ts';
import { aMember, aStatus, finished, key, running } from '../../status/models.ts';
import { settle } from '../../support/manual-clock.ts';
import { error } from '../jobs-bench.ts';
import { createRefreshBench } from './rewards-refresh-bench.ts';

/** Ended, while the time of the last success is still the one from before. */
const unproven = aStatus({ aggregatedAt: finished.aggregatedAt });

test('a refresh starts the job, follows it and ends with its success', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(running);
  expect(reader.short).toEqual(['CONNECTED runs']);
  await bench.shows({ ...running, hasProcessedAccounts: false });
  await bench.shows(finished);
  expect(reader.short).toEqual(['CONNECTED runs', 'CONNECTED runs', 'completed']);
  expect(reader.events.at(-1)?.status).toMatchObject(finished);
  expect(reader.ended).toBe(true);
  expect(bench.starts()).toBe(1);
  expect(bench.hub.watched()).toBe(0);
});

test('a refresh reads the status once before the start and once after it', async () => {
  await using bench = createRefreshBench();
  bench.start();
  await settle();
  expect(bench.calls).toEqual(['status', 'fetchRewards 0']);
  expect(bench.mx.reads).toEqual([0]);
});

test('a refresh shows the job running before MX does, and ignores an old success', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.clock.advance(10_000);
  expect(reader.short).toEqual(['CONNECTED runs']);
  await bench.shows(finished);
  expect(reader.short).toEqual(['CONNECTED runs', 'completed']);
});

test('a refresh ends with its first look at a shorter job', async () => {
  await using bench = createRefreshBench();
  bench.post.fetchRewards = () => {
    bench.mx.status = finished;
    return Promise.resolve(
      aMember({ isBeingAggregated: true, aggregatedAt: running.aggregatedAt }),
    );
  };
  const reader = bench.start();
  await settle();
  expect(reader.short).toEqual(['CONNECTED runs', 'completed']);
  expect(bench.mx.reads).toEqual([0]);
});

test('a refresh ends with the first success of a member that had none', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = aStatus({ aggregatedAt: null, successfullyAggregatedAt: null });
  const reader = bench.start();
  await bench.shows({ ...running, successfullyAggregatedAt: null });
  await bench.shows(finished);
  expect(reader.short.at(-1)).toBe('completed');
});

test('a refresh goes on while MX aggregates, although the success is there', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows({ ...finished, isBeingAggregated: true });
  expect(reader.short).toEqual(['CONNECTED runs', 'CONNECTED runs']);
  expect(reader.ended).toBe(false);
});

test('a refresh waits for a success that comes later than the end, at the pace of a running job', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(running);
  await bench.shows(unproven, 3600);
  const before = bench.mx.reads.length;
  await bench.clock.advance(30_000);
  expect(reader.short.at(-1)).toBe('CONNECTED idle');
  const gaps = bench.mx.reads.map((at, i, all) => at - (all[i - 1] ?? 0)).slice(before);
  expect(gaps.length).toBeGreaterThan(8);
  expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(3000);
  await bench.shows(finished);
  expect(reader.short).toEqual(['CONNECTED runs', 'CONNECTED idle', 'completed']);
});

test('a refresh looks no more often than its option allows', async () => {
  await using bench = createRefreshBench({ recheckMs: 20_000 });
  bench.start();
  await bench.shows(running);
  await bench.shows(unproven, 3600);
  const before = bench.mx.reads.length;
  await bench.clock.advance(36_000);
  expect(bench.mx.reads.slice(before).length).toBeLessThan(7);
});

test('a refresh never looks more often than MX allows, whatever its option is', async () => {
  await using bench = createRefreshBench({ recheckMs: 10 });
  bench.start();
  await bench.shows(unproven, 30_000);
  const gaps = bench.mx.reads.map((at, i, all) => at - (all[i - 1] ?? 0)).slice(1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3000);
});

test('a refresh gives up after a minute without a success', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(running);
  await bench.shows(unproven);
  await bench.clock.advance(LAG_MS - 4000);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(4000);
  expect(reader.short.at(-1)).toBe('refresh-failed: CONNECTED idle');
  expect(reader.ended).toBe(true);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a refresh waits no more than a minute, whatever else changes', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(unproven, 40_000);
  await bench.shows({ ...unproven, hasProcessedTransactions: false }, 15_000);
  expect(reader.short.slice(1)).toEqual(['CONNECTED idle', 'CONNECTED idle']);
  await bench.clock.advance(6000);
  expect(reader.short.at(-1)).toBe('refresh-failed: CONNECTED idle');
  expect(reader.events.at(-1)?.status).toMatchObject({ hasProcessedTransactions: false });
});

test('a refresh waits the whole minute again after the job was seen running again', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(unproven, 50_000);
  await bench.shows(running);
  await bench.shows(unproven, 50_000);
  expect(reader.ended).toBe(false);
  await bench.shows(finished);
  expect(reader.short.at(-1)).toBe('completed');
});

test('a refresh gives up when MX never shows the job, a minute after the wait for it ends', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = aStatus({ connectionStatus: 'EXPIRED' });
  const reader = bench.start();
  await bench.clock.advance(30_000);
  expect(reader.short).toEqual(['CONNECTED runs', 'EXPIRED idle']);
  await bench.clock.advance(LAG_MS);
  expect(reader.short.at(-1)).toBe('refresh-failed: EXPIRED idle');
});

test.for(['DENIED', 'PREVENTED', 'FAILED', 'LOCKED', 'IMPEDED', 'EXPIRED', 'DELAYED', 'CLOSED'])(
  'a refresh fails with the status when the job ends %s',
  async (connectionStatus) => {
    await using bench = createRefreshBench();
    const reader = bench.start();
    await bench.shows({ ...running, connectionStatus });
    expect(reader.short.at(-1)).toBe(`${connectionStatus} runs`);
    await bench.shows({ ...unproven, connectionStatus });
    expect(reader.short.at(-1)).toBe(`refresh-failed: ${connectionStatus} idle`);
    expect(reader.ended).toBe(true);
  },
);

test('a refresh survives trouble of MX while it follows the job', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(running);
  bench.mx.status = error('UNAVAILABLE', 503);
  await bench.clock.advance(5 * 60_000);
  await bench.shows(finished, 40_000);
  expect(reader.short).toEqual(['CONNECTED runs', 'completed']);
});

test.for([
  ['NOT_FOUND', 404],
  ['UNAVAILABLE', 503],
] as const)('a refresh throws the end of the status stream: %s', async ([code, status]) => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(running);
  const refusal = error(code, status);
  bench.mx.status = refusal;
  await bench.clock.advance(11 * 60_000);
  expect(reader.error).toBe(refusal);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a refresh ends without an event when the hub does', async () => {
  const bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(running);
  await bench[Symbol.asyncDispose]();
  await settle();
  expect(reader).toMatchObject({ short: ['CONNECTED runs'], ended: true, error: null });
  expect(bench.clock.sleeping()).toBe(0);
});

test('a refresh shares the poll loop with watchers of the status', async () => {
  await using bench = createRefreshBench();
  const watcher = bench.hub.watch(key);
  const reader = bench.start();
  await bench.shows(running);
  expect(bench.hub.watched()).toBe(1);
  await bench.shows(finished);
  expect(reader.short).toEqual(['CONNECTED runs', 'completed']);
  expect(bench.hub.watched()).toBe(1);
  await watcher.return?.();
});
