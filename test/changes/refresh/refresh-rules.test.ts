import { expect, test } from 'vitest';
import {
  ASKED_AGAIN_MS,
  createJobJudge,
  createOtherJobJudge,
  LAG_MS,
} from '../../../src/changes/refresh/refresh-rules.ts';
import type { MemberStatusModel } from '../../../src/mx/api/member-status.ts';
import { toObservedStatus } from '../../../src/status/observed-status.ts';
import { knownStatuses } from '../../../src/status/status-table.ts';
import {
  aStatus,
  BEFORE,
  challenged,
  finished,
  key,
  running,
  STARTED,
} from '../../status/models.ts';

const observe = (model: MemberStatusModel) =>
  toObservedStatus(key, model, { observedAt: '2026-11-22T12:00:01Z', isOAuth: false });
const idle = (connectionStatus: string | null) =>
  observe(aStatus({ connectionStatus, aggregatedAt: STARTED }));

const judgeJob = createJobJudge(observe(running));
const waitOn = { decision: null, afterMs: 0 };

test.for(knownStatuses)('a refresh waits for a job of a member that is %s', (connectionStatus) => {
  const status = observe({ ...running, connectionStatus });
  expect(judgeJob(status)).toEqual(waitOn);
  expect(createOtherJobJudge('wait')(status)).toEqual(waitOn);
});

test.for([
  ...['CONNECTED', 'CREATED', 'UPDATED', 'RECONNECTED', 'RESUMED', 'A_NEW_ONE'].map(
    (status) => [status, LAG_MS] as const,
  ),
  ['REJECTED', ASKED_AGAIN_MS],
  ...knownStatuses
    .filter(
      (status) => !/^(CONNECTED|CREATED|UPDATED|RECONNECTED|RESUMED|REJECTED|CHALL)/.test(status),
    )
    .map((status) => [status, 0] as const),
] as const)('a refresh gives a job that ended %s without a success %i ms', ([status, afterMs]) => {
  expect(judgeJob(idle(status))).toEqual({ decision: 'failed', afterMs });
});

test('a bad status from before the job does not end a refresh', () => {
  const status = observe(aStatus({ connectionStatus: 'FAILED', aggregatedAt: BEFORE }));
  expect(judgeJob(status)).toEqual({ decision: 'failed', afterMs: LAG_MS });
});

test('a bad status ends a refresh when MX reports no start time', () => {
  const judge = createJobJudge(observe({ ...running, aggregatedAt: null }));
  expect(judge(idle('FAILED'))).toEqual({ decision: 'failed', afterMs: 0 });
});

test.for([
  ['2026-11-22T12:00:05Z', 'completed'],
  ['2026-11-22T09:00:37.000Z', 'failed'],
  ['2026-11-22T08:00:00Z', 'failed'],
  [null, 'failed'],
] as const)('a success that is later than the last one ends a refresh', ([at, decision]) => {
  const status = observe({ ...finished, successfullyAggregatedAt: at });
  expect(judgeJob(status).decision).toBe(decision);
});

test('a bad status in whole seconds ends a refresh', () => {
  const judge = createJobJudge(observe({ ...running, aggregatedAt: '2026-11-22T12:00:00.731Z' }));
  expect(judge(idle('FAILED'))).toEqual({ decision: 'failed', afterMs: 0 });
});

test.for([
  ['2026-11-22T09:00:37.400Z', '2026-11-22T09:00:37Z'],
  ['2026-11-22T09:00:37Z', '2026-11-22T09:00:37.400Z'],
] as const)('a last success in whole seconds is recognized as such: %s, %s', ([before, now]) => {
  const judge = createJobJudge(observe({ ...running, successfullyAggregatedAt: before }));
  const status = observe({ ...finished, successfullyAggregatedAt: now });
  expect(judge(status).decision).toBe('failed');
});

test.for([
  ['2026-11-22T12:00:00Z', 'completed'],
  ['2026-11-22T12:00:00.731Z', 'completed'],
  ['2026-11-22T12:00:00.730Z', 'failed'],
  ['2026-11-22T11:59:59Z', 'failed'],
] as const)('a success counts from the start of a job that is over, %s: %s', ([at, decision]) => {
  const first = observe({ ...finished, aggregatedAt: '2026-11-22T12:00:00.731Z' });
  const status = observe({ ...finished, successfullyAggregatedAt: at });
  expect(createJobJudge(first)(status).decision).toBe(decision);
});

test('a success does not count while MX asks a question', () => {
  const { successfullyAggregatedAt } = finished;
  const status = { ...challenged('CRD-1'), isBeingAggregated: false, successfullyAggregatedAt };
  expect(judgeJob(observe(status))).toEqual(waitOn);
  expect(createOtherJobJudge('start')(observe(status))).toEqual(waitOn);
});

test.for([
  ['CONNECTED', 'start', 0],
  ['DENIED', 'start', 0],
  ['EXPIRED', 'start', 0],
  [null, 'start', 0],
  ['REJECTED', 'failed', ASKED_AGAIN_MS],
  ['RESUMED', 'failed', LAG_MS],
  ['A_NEW_ONE', 'failed', LAG_MS],
] as const)('after a job that left %s a refresh is %s in %i ms', ([status, decision, afterMs]) => {
  expect(createOtherJobJudge('wait')(idle(status))).toEqual({ decision, afterMs });
  expect(createOtherJobJudge('start')(idle(status))).toEqual({ decision, afterMs });
});

test('a refresh asks MX about a running job that may be a rewards job', () => {
  const status = observe({ ...running, connectionStatus: 'RESUMED' });
  expect(createOtherJobJudge('start')(status)).toEqual({ decision: 'start', afterMs: 0 });
});
