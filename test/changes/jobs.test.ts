import { expect, test } from 'vitest';
import {
  aMember,
  aStatus,
  BEFORE,
  challenged,
  key,
  running,
  STARTED,
  startedMember,
} from '../status/models.ts';
import { createJobsBench, error } from './jobs-bench.ts';

const kinds = ['aggregate', 'fetchRewards'] as const;

test.for(kinds)('%s reads the status, starts the job and informs the hub', async (kind) => {
  const { jobs, calls, told } = createJobsBench({ status: [aStatus()], post: startedMember });
  expect(await jobs[kind](key)).toEqual({
    kind: 'done',
    value: {
      member: startedMember,
      alreadyRunning: false,
      throttled: false,
      status: expect.objectContaining({
        connectionStatus: 'CONNECTED',
        isBeingAggregated: true,
        aggregatedAt: STARTED,
        nextAction: 'WAIT',
        isSettled: false,
        isOAuth: false,
        observedAt: '2026-11-22T12:00:01.000Z',
      }) as unknown,
    },
  });
  expect(calls).toEqual(['status', kind]);
  expect(told).toEqual([{ started: startedMember }]);
});

test("a start counts as started although MX's response does not say so", async () => {
  const member = aMember({ aggregatedAt: STARTED });
  const { jobs } = createJobsBench({ status: [aStatus()], post: member });
  expect(await jobs.fetchRewards(key)).toMatchObject({
    value: { alreadyRunning: false, status: { isBeingAggregated: true, nextAction: 'WAIT' } },
  });
});

test('a first job counts as started without a start time', async () => {
  const post = aMember({ isBeingAggregated: true, aggregatedAt: null });
  const { jobs, told } = createJobsBench({ status: [aStatus({ aggregatedAt: null })], post });
  expect(await jobs.aggregate(key)).toMatchObject({
    value: { alreadyRunning: false, throttled: false },
  });
  expect(told).toEqual([{ started: post }]);
});

test.for(kinds)('%s reports a start as throttled when the start time stays', async (kind) => {
  const { jobs, told } = createJobsBench({
    status: [aStatus()],
    post: aMember({ aggregatedAt: BEFORE }),
  });
  expect(await jobs[kind](key)).toMatchObject({
    kind: 'done',
    value: {
      alreadyRunning: true,
      throttled: true,
      status: { isBeingAggregated: false, isSettled: true },
    },
  });
  expect(told).toEqual(['nudge']);
});

test('start times are compared as times, not as texts', async () => {
  const post = aMember({ aggregatedAt: '2026-11-22T09:00:00.000Z' });
  const { jobs } = createJobsBench({ status: [aStatus()], post });
  expect(await jobs.aggregate(key)).toMatchObject({ value: { throttled: true } });
});

test.for(kinds)('%s is sent to MX while a job runs, and joins it', async (kind) => {
  const { jobs, calls, told } = createJobsBench({ status: [running], post: startedMember });
  expect(await jobs[kind](key)).toMatchObject({
    kind: 'done',
    value: {
      alreadyRunning: true,
      throttled: false,
      status: { isBeingAggregated: true },
    },
  });
  expect(calls).toEqual(['status', kind]);
  expect(told).toEqual(['nudge']);
});

test('a start is sent to MX while a job runs, whatever the status is', async () => {
  const status = aStatus({ connectionStatus: 'DENIED', isBeingAggregated: true });
  const { jobs, calls } = createJobsBench({ status: [status], post: startedMember });
  await jobs.fetchRewards(key);
  expect(calls).toEqual(['status', 'fetchRewards']);
});

test("a start joins a run that only MX's response shows, and is not reported as throttled", async () => {
  const post = aMember({ isBeingAggregated: true, aggregatedAt: BEFORE });
  const { jobs } = createJobsBench({ status: [aStatus()], post });
  expect(await jobs.fetchRewards(key)).toMatchObject({
    value: { alreadyRunning: true, throttled: false },
  });
});

test.for(kinds)('%s reports a conflict with a job of another kind', async (kind) => {
  const { jobs, calls, told } = createJobsBench({
    status: [running],
    post: error('CONFLICT', 409),
  });
  expect(await jobs[kind](key)).toMatchObject({
    kind: 'job-conflict',
    status: { isBeingAggregated: true },
  });
  expect(calls).toEqual(['status', kind]);
  expect(told).toEqual(['nudge']);
});

test('a conflict reads the status again when the other job started in between', async () => {
  const post = error('CONFLICT', 409);
  const { jobs } = createJobsBench({ status: [aStatus(), running], post });
  expect(await jobs.fetchRewards(key)).toMatchObject({
    kind: 'job-conflict',
    status: { isBeingAggregated: true },
  });
});

test('a conflict is reported also when the status cannot be read again', async () => {
  const post = error('CONFLICT', 409);
  const { jobs } = createJobsBench({ status: [aStatus(), error('UNAVAILABLE', 503)], post });
  expect(await jobs.fetchRewards(key)).toEqual({ kind: 'job-conflict', status: null });
});

test.for([
  ['fetchRewards', 'REJECTED', 'START_JOB'],
  ['fetchRewards', 'LOCKED', 'VISIT_INSTITUTION'],
  ['fetchRewards', null, 'NONE'],
  ['aggregate', 'DELAYED', 'RETRY_LATER'],
  ['aggregate', 'PENDING', 'AUTHORIZE_OAUTH'],
] as const)('%s is not sent for a member that is %s', async ([kind, status, nextAction]) => {
  const { jobs, calls, told } = createJobsBench({
    status: [aStatus({ connectionStatus: status })],
  });
  expect(await jobs[kind](key)).toMatchObject({ kind: 'not-ready', status: { nextAction } });
  expect(calls).toEqual(['status']);
  expect(told).toEqual([]);
});

test('an aggregation after a wrong MFA answer is left to MX to decide', async () => {
  const status = aStatus({ connectionStatus: 'REJECTED' });
  const { jobs } = createJobsBench({ status: [status], post: startedMember });
  expect(await jobs.aggregate(key)).toMatchObject({ kind: 'done' });
});

test.for(kinds)('%s is never sent for a challenged member, running or not', async (kind) => {
  for (const isBeingAggregated of [true, false]) {
    const { jobs, calls } = createJobsBench({
      status: [{ ...challenged('CRD-1'), isBeingAggregated }],
    });
    expect(await jobs[kind](key)).toMatchObject({
      kind: 'not-ready',
      status: { nextAction: 'ANSWER_CHALLENGES', challenges: [{ guid: 'CRD-1' }] },
    });
    expect(calls).toEqual(['status']);
  }
});

test.for([
  [aMember({ isOAuth: true }), 'AUTHORIZE_OAUTH'],
  [aMember({ isOAuth: false }), 'UPDATE_CREDENTIALS'],
  [error('UNAVAILABLE', 503), 'UPDATE_CREDENTIALS'],
] as const)('a start on a denied member reads its next action', async ([member, nextAction]) => {
  const { jobs, calls } = createJobsBench({
    status: [aStatus({ connectionStatus: 'DENIED' })],
    member,
  });
  expect(await jobs.fetchRewards(key)).toMatchObject({ kind: 'not-ready', status: { nextAction } });
  expect(calls).toEqual(['status', 'read']);
});

test.for(kinds)('%s reports a member unknown to MX as not found, at either call', async (kind) => {
  const first = createJobsBench({ status: [error('NOT_FOUND', 404)] });
  expect(await first.jobs[kind](key)).toEqual({ kind: 'not-found' });
  const second = createJobsBench({ status: [aStatus()], post: error('NOT_FOUND', 404) });
  expect(await second.jobs[kind](key)).toEqual({ kind: 'not-found' });
});

test('a fetch of rewards reports that rewards are not enabled', async () => {
  const { jobs } = createJobsBench({ status: [aStatus()], post: error('FORBIDDEN', 403) });
  expect(await jobs.fetchRewards(key)).toEqual({ kind: 'not-enabled' });
});

test.for([
  [aMember(), 'mxbank'],
  [error('UNAVAILABLE', 503), null],
] as const)('a fetch reports an institution without rewards', async ([member, institutionCode]) => {
  const { jobs } = createJobsBench({
    status: [aStatus()],
    post: error('INVALID_INPUT', 400),
    member,
  });
  expect(await jobs.fetchRewards(key)).toEqual({ kind: 'not-supported', institutionCode });
});

test.for([
  ['fetchRewards', 'INVALID_INPUT', 422],
  ['fetchRewards', 'UNAVAILABLE', 503],
  ['fetchRewards', 'OUTCOME_UNKNOWN', undefined],
  ['aggregate', 'FORBIDDEN', 403],
  ['aggregate', 'INVALID_INPUT', 400],
  ['aggregate', 'OUTCOME_UNKNOWN', undefined],
] as const)('%s throws %s (%s) and has the member read again', async ([kind, code, status]) => {
  const post = error(code, status);
  const { jobs, told } = createJobsBench({ status: [aStatus()], post });
  await expect(jobs[kind](key)).rejects.toBe(post);
  expect(told).toEqual(['nudge']);
});

test('a refused status read is not reported as rewards that are not enabled', async () => {
  const refused = error('FORBIDDEN', 403);
  const { jobs } = createJobsBench({ status: [refused] });
  await expect(jobs.fetchRewards(key)).rejects.toBe(refused);
});
