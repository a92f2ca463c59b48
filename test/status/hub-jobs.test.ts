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

const RUN = ['CONNECTED/idle', 'CONNECTED/running', 'CONNECTED/idle'];

test('the hub shows a job from its start to its end, and nothing twice', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = running;
  bench.hub.jobStarted(key, startedMember);
  await bench.clock.advance(3 * POLL_MS);
  bench.mx.status = finished;
  await bench.clock.advance(20 * POLL_MS);
  expect(seen.map(inShort)).toEqual(RUN);
});

test('the hub shows a job that is shorter than a poll', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = finished;
  bench.hub.jobStarted(key, startedMember);
  await bench.clock.advance(20 * POLL_MS);
  expect(seen.map(inShort)).toEqual(RUN);
  expect(seen.map(({ aggregatedAt }) => aggregatedAt)).toEqual([
    aStatus().aggregatedAt,
    STARTED,
    STARTED,
  ]);
});

test('the hub shows the start at once, before the next read', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = () => new Promise(() => {});
  bench.hub.jobStarted(key, startedMember);
  await settle();
  expect(seen[1]).toMatchObject({
    connectionStatus: 'CONNECTED',
    isBeingAggregated: true,
    aggregatedAt: STARTED,
    nextAction: 'WAIT',
    isSettled: false,
    canFetchRewards: false,
  });
});

test('the hub shows the job running first to a watcher right after its start', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = () => new Promise(() => {});
  bench.hub.jobStarted(key, startedMember);
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(seen.map(inShort)).toEqual(['CONNECTED/running']);
});

test('the hub shows a job once although the parts of MX lag one after the other', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.hub.jobStarted(key, startedMember);
  for (const status of [running, aStatus(), running, finished, aStatus(), finished]) {
    bench.mx.status = status;
    bench.hub.nudge(key);
    await settle();
  }
  expect(seen.map(inShort)).toEqual(RUN);
  bench.mx.status = aStatus();
  await bench.clock.advance(PENDING_MS + 4 * POLL_MS);
  expect(seen.at(-1)?.aggregatedAt).toBe(aStatus().aggregatedAt);
});

test("the hub never takes the previous run's end for the end of this one", async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, startedMember);
  const reader = collect(bench.hub.watch(key, { completeWhenSettled: true }));
  await bench.clock.advance(2 * POLL_MS);
  bench.mx.status = running;
  await bench.clock.advance(POLL_MS);
  bench.mx.status = finished;
  await bench.clock.advance(POLL_MS);
  expect(reader.seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
  expect(reader.ended).toBe(true);
});

test('the hub believes MX after 15 s when MX never shows the job', async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, startedMember);
  const reader = collect(bench.hub.watch(key, { completeWhenSettled: true }));
  await bench.clock.advance(PENDING_MS - 1);
  expect(reader.seen.map(inShort)).toEqual(['CONNECTED/running']);
  await bench.clock.advance(POLL_MS);
  expect(reader.seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
});

test('the hub believes MX once MX has shown the job running, even without a start time', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.hub.jobStarted(key, aMember({ isBeingAggregated: true, aggregatedAt: null }));
  await bench.clock.advance(POLL_MS);
  bench.mx.status = aStatus({ isBeingAggregated: true });
  await bench.clock.advance(POLL_MS);
  bench.mx.status = aStatus();
  await bench.clock.advance(POLL_MS);
  expect(seen.map(inShort)).toEqual(RUN);
});

test('the hub believes a start time that moved when the start itself had none', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = finished;
  bench.hub.jobStarted(key, aMember({ isBeingAggregated: true, aggregatedAt: null }));
  await settle();
  expect(seen.map(inShort)).toEqual(RUN);
});

test('the hub does not go back to running when a poll saw the job end first', async () => {
  await using bench = createHubBench();
  bench.mx.status = finished;
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.hub.jobStarted(key, startedMember);
  await bench.clock.advance(10 * POLL_MS);
  expect(seen.map(inShort)).toEqual(['CONNECTED/idle']);
});

test('the hub reports a failure and a question of a new job as soon as MX does', async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, aMember({ connectionStatus: 'CREATED', aggregatedAt: STARTED }));
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = challenged('CRD-1');
  await bench.clock.advance(POLL_MS);
  expect(seen.map(inShort)).toEqual(['CREATED/running', 'CHALLENGED/running']);
});
