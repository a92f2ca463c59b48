import { expect, test } from 'vitest';
import {
  createPendingJobs,
  hasMoved,
  PENDING_MS,
  type PendingJob,
  showsPast,
} from '../../src/status/pending-jobs.ts';
import {
  aStatus,
  BEFORE,
  challenged,
  finished,
  running,
  STARTED,
  startedMember,
} from './models.ts';

const job: PendingJob = {
  started: startedMember,
  previousAggregatedAt: BEFORE,
  answered: new Set(),
};
const untimed: PendingJob = { ...job, started: { ...startedMember, aggregatedAt: null } };
/** A start with milliseconds, as MX's member has them. */
const precise: PendingJob = {
  ...job,
  started: { ...startedMember, aggregatedAt: '2026-11-22T12:00:00.731Z' },
};
const resumed: PendingJob = { ...job, answered: new Set(['CRD-1', 'CRD-2']) };

test.for([
  ['the previous run', true, aStatus(), job],
  ['no run at all', true, aStatus({ aggregatedAt: null }), job],
  ['an unreadable start time', true, aStatus({ aggregatedAt: 'soon' }), job],
  ['the job running', false, running, job],
  ['the job finished', false, finished, job],
  ['a later run', false, aStatus({ aggregatedAt: '2026-11-22T13:00:00Z' }), job],
  ['a question of the job', false, challenged('CRD-1'), job],
  ['a question without contents', false, { ...challenged('CRD-1'), challenges: [] }, job],
  ['the previous run, the start untimed', true, aStatus(), untimed],
  ['another run, the start untimed', false, finished, untimed],
  ['the job in whole seconds', false, finished, precise],
  ['a run of the second before', true, aStatus({ aggregatedAt: '2026-11-22T11:59:59Z' }), precise],
  [
    'a run of the same second',
    true,
    aStatus({ aggregatedAt: '2026-11-22T12:00:00.730Z' }),
    precise,
  ],
  ['answered questions', true, challenged('CRD-1'), resumed],
  ['a new question', false, challenged('CRD-3'), resumed],
  ['anything else after answers', false, aStatus(), resumed],
] as const)('a pending job with %s: past is %s', ([, isPast, status, pending]) => {
  expect(showsPast(status, pending)).toBe(isPast);
});

test.for([
  [BEFORE, STARTED, true],
  [null, STARTED, true],
  [BEFORE, BEFORE, false],
  [BEFORE, null, false],
  [null, null, false],
  [BEFORE, 'soon', false],
] as const)('a start time that goes from %s to %s has moved: %s', ([before, now, moved]) => {
  expect(hasMoved(before, now)).toBe(moved);
});

function aMemory(limit?: number) {
  const clock = { time: 0 };
  const jobs = createPendingJobs({ monotonicNow: () => clock.time, ...(limit && { limit }) });
  return { clock, jobs };
}

test('a pending job is forgotten after its time', () => {
  const { clock, jobs } = aMemory();
  jobs.set('a', job);
  clock.time = PENDING_MS - 1;
  expect(jobs.get('a')).toBe(job);
  clock.time = PENDING_MS;
  expect(jobs.get('a')).toBeUndefined();
});

test('the latest pending jobs are kept up to a limit', () => {
  const { jobs } = aMemory(2);
  for (const id of ['a', 'b', 'c']) jobs.set(id, job);
  expect(['a', 'b', 'c'].map((id) => jobs.get(id) !== undefined)).toEqual([false, true, true]);
});

test('a pending job that was set again counts as the latest', () => {
  const { jobs } = aMemory(2);
  for (const id of ['a', 'b', 'a', 'c']) jobs.set(id, job);
  expect(['a', 'b', 'c'].map((id) => jobs.get(id) !== undefined)).toEqual([true, false, true]);
});

test('a pending job that is over makes room before one that is not', () => {
  const { clock, jobs } = aMemory(2);
  jobs.set('a', job);
  clock.time = PENDING_MS;
  jobs.set('b', job);
  jobs.set('c', job);
  expect(['b', 'c'].map((id) => jobs.get(id) !== undefined)).toEqual([true, true]);
});
