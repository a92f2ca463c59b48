import { expect, test } from 'vitest';
import { createStatusReader } from '../../src/status/status-reader.ts';
import { aStatus, key, running, startedMember } from '../status/models.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createJobsBench, error } from './jobs-bench.ts';

const kinds = ['aggregate', 'fetchRewards'] as const;
const unknown = error('NOT_FOUND', 404);

test.for(kinds)('%s waits for a member that MX has just created', async (kind) => {
  const { jobs, calls } = createJobsBench({
    status: [unknown, unknown, aStatus()],
    post: startedMember,
  });
  expect(await jobs[kind](key)).toMatchObject({ kind: 'done', value: { alreadyRunning: false } });
  expect(calls).toEqual(['status', 'sleep 200', 'status', 'sleep 400', 'status', kind]);
});

test('a start joins the first job of a new member', async () => {
  const { jobs } = createJobsBench({
    status: [unknown, running],
    post: error('CONFLICT', 409),
  });
  expect(await jobs.fetchRewards(key)).toMatchObject({
    kind: 'job-conflict',
    status: { isBeingAggregated: true },
  });
});

test.for(kinds)('%s gives up a new member that MX does not know after 2 s', async (kind) => {
  const { jobs, calls } = createJobsBench({ status: [unknown] });
  expect(await jobs[kind](key)).toEqual({ kind: 'not-found' });
  const sleeps = calls.filter((call) => call !== 'status');
  expect(sleeps).toEqual(['sleep 200', 'sleep 400', 'sleep 600', 'sleep 800']);
  expect(calls.at(-1)).toBe('status');
});

test('a start does not retry a failure other than 404', async () => {
  const unavailable = error('UNAVAILABLE', 503);
  const { jobs, calls } = createJobsBench({ status: [unavailable] });
  await expect(jobs.fetchRewards(key)).rejects.toBe(unavailable);
  expect(calls).toEqual(['status']);
});

test('a start is dropped when its client leaves during the read of the status', async () => {
  const { jobs, calls, told } = createJobsBench({ status: [aStatus()], post: startedMember });
  const left = new AbortController();
  const outcome = jobs.fetchRewards(key, left.signal);
  left.abort();
  await expect(outcome).rejects.toBe(left.signal.reason);
  expect(calls).toEqual(['status']);
  expect(told).toEqual([]);
});

test('the wait for a new member ends when its client leaves', async () => {
  const clock = createManualClock();
  const reads: AbortSignal[] = [];
  const read = createStatusReader({
    readStatus: (_key, signal) => {
      reads.push(signal);
      return Promise.reject(unknown);
    },
    sleep: clock.sleep,
  });
  const left = new AbortController();
  const outcome = read(key, left.signal);
  outcome.catch(() => {});
  await clock.advance(300);
  left.abort();
  await expect(outcome).rejects.toBe(left.signal.reason);
  expect(reads).toEqual([left.signal, left.signal]);
  expect(clock.sleeping()).toBe(0);
});

test('a start does not wait for a member that was deleted here', async () => {
  const clock = createManualClock();
  let reads = 0;
  const read = createStatusReader({
    readStatus: () => {
      reads += 1;
      return Promise.reject(unknown);
    },
    mayComeYet: () => false,
    sleep: clock.sleep,
  });
  expect(await read(key)).toBeNull();
  expect(reads).toBe(1);
});
