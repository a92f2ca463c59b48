import { expect, test } from 'vitest';
import { PENDING_MS } from '../../src/status/pending-jobs.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort, POLL_MS } from './hub-bench.ts';
import {
  aMember,
  aStatus,
  challenged,
  finished,
  key,
  running,
  STARTED,
  startedMember,
} from './models.ts';

test('the hub keeps a question of the job open although a late part of MX shows the earlier state', async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, startedMember);
  const { seen } = collect(bench.hub.watch(key));
  for (const status of [challenged('CRD-1'), aStatus(), challenged('CRD-1')]) {
    bench.mx.status = status;
    bench.hub.nudge(key);
    await settle();
  }
  expect(seen.map(inShort)).toEqual(['CONNECTED/running', 'CHALLENGED/running']);
});

test('the hub does not show a question of the start before its contents are known', async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, aMember({ ...startedMember, connectionStatus: 'CHALLENGED' }));
  const reader = collect(bench.hub.watch(key, { completeWhenSettled: true }));
  await settle();
  bench.mx.status = challenged('CRD-1');
  await bench.clock.advance(POLL_MS);
  expect(reader.seen.map(({ challenges }) => challenges.length)).toEqual([0, 1]);
  expect(reader.ended).toBe(true);
});

const resumed = aMember({
  connectionStatus: 'RESUMED',
  isBeingAggregated: true,
  aggregatedAt: STARTED,
});

test('the hub shows answered challenges as resumed at once, and not as open again', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.hub.challengesAnswered(key, ['CRD-1'], resumed);
  await bench.clock.advance(2 * POLL_MS);
  bench.mx.status = finished;
  await bench.clock.advance(POLL_MS);
  expect(seen.map(inShort)).toEqual(['CHALLENGED/running', 'RESUMED/running', 'CONNECTED/idle']);
  expect(seen[1]).toMatchObject({ nextAction: 'WAIT', isSettled: false, challenges: [] });
});

test('the hub does not repeat answered challenges although MX went on and came back to them', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.hub.challengesAnswered(key, ['CRD-1'], resumed);
  for (const status of [running, challenged('CRD-1')]) {
    bench.mx.status = status;
    await bench.clock.advance(POLL_MS);
  }
  expect(seen.map(({ isSettled }) => isSettled)).toEqual([true, false, false]);
});

test('the hub polls a resumed member like one whose job runs', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  collect(bench.hub.watch(key));
  await settle();
  bench.hub.challengesAnswered(key, ['CRD-1'], resumed);
  await bench.clock.advance(2 * POLL_MS);
  expect(bench.mx.reads).toEqual([0, 0, 3000, 6000]);
});

test('the hub asks the next question although it follows the last one at once', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = challenged('CRD-2');
  bench.hub.challengesAnswered(key, ['CRD-1'], resumed);
  await settle();
  expect(seen.map(({ challenges }) => challenges.map(({ guid }) => guid))).toEqual([
    ['CRD-1'],
    [],
    ['CRD-2'],
  ]);
});

test('the hub reports a wrong answer at once', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = aStatus({ connectionStatus: 'REJECTED', aggregatedAt: null });
  bench.hub.challengesAnswered(key, ['CRD-1'], resumed);
  await settle();
  expect(seen.map(inShort).at(-1)).toBe('REJECTED/idle');
});

test('the hub asks answered challenges again when MX still does after 15 s', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  bench.hub.challengesAnswered(key, ['CRD-1'], resumed);
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(PENDING_MS + POLL_MS);
  expect(seen.map(inShort)).toEqual(['RESUMED/running', 'CHALLENGED/running']);
});
