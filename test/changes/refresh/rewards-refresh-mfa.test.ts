import { expect, test } from 'vitest';
import { ASKED_AGAIN_MS } from '../../../src/changes/refresh/refresh-rules.ts';
import {
  aMember,
  aStatus,
  BEFORE,
  challenged,
  finished,
  key,
  running,
  STARTED,
  startedMember,
} from '../../status/models.ts';
import { settle } from '../../support/manual-clock.ts';
import { error } from '../jobs-bench.ts';
import { createRefreshBench } from './rewards-refresh-bench.ts';

const resumed = { ...running, connectionStatus: 'RESUMED', isAuthenticated: false };
const resumedMember = aMember({ ...startedMember, connectionStatus: 'RESUMED' });
const rejected = aStatus({ connectionStatus: 'REJECTED', aggregatedAt: STARTED });
const expired = aStatus({ connectionStatus: 'EXPIRED', aggregatedAt: STARTED });

test('a refresh asks the question, and ends with the success after a right answer', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(challenged('CRD-1'));
  expect(reader.short).toEqual(['CONNECTED runs', 'asks CRD-1']);
  await bench.answers(['CRD-1'], resumed);
  expect(reader.short.slice(2)).toEqual(['RESUMED runs']);
  await bench.shows(finished);
  expect(reader.short.slice(3)).toEqual(['completed']);
  expect(bench.starts()).toBe(1);
});

test('a refresh waits for an answer as long as MX does', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(challenged('CRD-1'), 60 * 60_000);
  expect(reader.short).toEqual(['CONNECTED runs', 'asks CRD-1']);
  await bench.shows(expired, 10_000);
  expect(reader.short.slice(2)).toEqual(['refresh-failed: EXPIRED idle']);
});

test('a refresh asks each round of questions once', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(challenged('CRD-1'), 30_000);
  await bench.answers(['CRD-1'], resumed);
  await bench.shows(challenged('CRD-2'), 30_000);
  await bench.answers(['CRD-2'], resumed);
  await bench.shows(finished);
  expect(reader.short).toEqual([
    'CONNECTED runs',
    'asks CRD-1',
    'RESUMED runs',
    'asks CRD-2',
    'RESUMED runs',
    'completed',
  ]);
});

test('a refresh asks again after a wrong answer, and ends with the success', async () => {
  await using bench = createRefreshBench();
  const reader = bench.start();
  await bench.shows(challenged('CRD-1'));
  await bench.answers(['CRD-1'], resumed);
  await bench.shows(rejected, ASKED_AGAIN_MS - 1000);
  expect(reader.short.slice(3)).toEqual(['REJECTED idle']);
  await bench.shows(challenged('CRD-2'));
  await bench.answers(['CRD-2'], resumed);
  await bench.shows(finished);
  expect(reader.short.slice(4)).toEqual(['asks CRD-2', 'RESUMED runs', 'completed']);
  expect(bench.starts()).toBe(1);
});

test('a refresh fails when MX does not ask again after a wrong answer', async () => {
  await using bench = createRefreshBench({ recheckMs: 4000 });
  const reader = bench.start();
  await bench.shows(challenged('CRD-1'));
  await bench.answers(['CRD-1'], rejected);
  await bench.clock.advance(ASKED_AGAIN_MS - 1);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(1);
  expect(reader.short.at(-1)).toBe('refresh-failed: REJECTED idle');
  expect(bench.clock.sleeping()).toBe(0);
});

test('a refresh takes over the questions of a rewards job from before it', async () => {
  await using bench = createRefreshBench();
  bench.post.fetchRewards = resumedMember;
  bench.mx.status = challenged('CRD-1');
  const reader = bench.start();
  await bench.clock.advance(60_000);
  expect(reader.short).toEqual(['asks CRD-1']);
  expect(bench.starts()).toBe(0);
  await bench.answers(['CRD-1'], resumed);
  expect(bench.starts()).toBe(1);
  await bench.shows(finished);
  expect(reader.short).toEqual(['asks CRD-1', 'RESUMED runs', 'completed']);
  expect(bench.starts()).toBe(1);
});

test('a refresh starts its job after the questions of a job of another kind', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = challenged('CRD-1');
  bench.post.fetchRewards = error('CONFLICT', 409);
  const reader = bench.start();
  await bench.clock.advance(10_000);
  await bench.answers(['CRD-1'], resumed);
  await bench.shows(challenged('CRD-2'), 10_000);
  expect(reader.short).toEqual(['asks CRD-1', 'RESUMED runs', 'asks CRD-2']);
  await bench.answers(['CRD-2'], resumed);
  expect(bench.starts()).toBe(1);
  const aggregatedAt = '2026-11-22T12:05:00Z';
  bench.post.fetchRewards = () => {
    bench.mx.status = { ...finished, isBeingAggregated: true, aggregatedAt };
    return Promise.resolve({ ...startedMember, aggregatedAt });
  };
  await bench.shows(finished);
  expect(bench.starts()).toBe(2);
  await bench.shows({
    ...finished,
    aggregatedAt,
    successfullyAggregatedAt: '2026-11-22T12:05:30Z',
  });
  expect(reader.short.slice(3)).toEqual(['RESUMED runs', 'CONNECTED runs', 'completed']);
});

test('a refresh starts its job when questions from before it have expired', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = { ...challenged('CRD-1'), aggregatedAt: BEFORE };
  const reader = bench.start();
  await bench.clock.advance(10_000);
  await bench.shows({ ...expired, aggregatedAt: BEFORE }, 11_000);
  expect(bench.starts()).toBe(1);
  await bench.shows(finished);
  expect(reader.short).toEqual(['asks CRD-1', 'CONNECTED runs', 'completed']);
});

test('a refresh fails when questions from before it ended in a wrong answer', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = challenged('CRD-1');
  const reader = bench.start();
  await bench.clock.advance(5000);
  await bench.answers(['CRD-1'], rejected);
  await bench.clock.advance(ASKED_AGAIN_MS - 1);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(1);
  expect(reader.short.at(-1)).toBe('not-ready: REJECTED idle');
  expect(bench.starts()).toBe(0);
});

test('a refresh asks again when questions from before it were answered wrongly', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = challenged('CRD-1');
  const reader = bench.start();
  await bench.clock.advance(5000);
  await bench.answers(['CRD-1'], rejected);
  await bench.clock.advance(5000);
  await bench.shows(challenged('CRD-2'));
  expect(reader.short.slice(-2)).toEqual(['REJECTED idle', 'asks CRD-2']);
});

test('a refresh does not repeat an answered question while MX still shows it', async () => {
  await using bench = createRefreshBench();
  bench.post.fetchRewards = resumedMember;
  bench.mx.status = challenged('CRD-1');
  const reader = bench.start();
  await bench.clock.advance(5000);
  await bench.answers(['CRD-1'], challenged('CRD-1'));
  await bench.clock.advance(5000);
  expect(reader.short).toEqual(['asks CRD-1', 'RESUMED runs']);
  expect(bench.starts()).toBe(0);
  await bench.shows(resumed);
  expect(bench.starts()).toBe(1);
  await bench.shows(finished);
  expect(reader.short).toEqual(['asks CRD-1', 'RESUMED runs', 'completed']);
});

test('a refresh ignores a status from before the questions that another watcher got', async () => {
  await using bench = createRefreshBench();
  const watcher = bench.hub.watch(key);
  await settle();
  bench.mx.status = challenged('CRD-1');
  const reader = bench.start();
  await bench.clock.advance(10_000);
  expect(reader.short).toEqual(['asks CRD-1']);
  expect(bench.calls).toEqual(['status']);
  await watcher.return?.();
});
