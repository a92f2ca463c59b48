import { expect, test } from 'vitest';
import { createJobMetrics } from '../../../src/observability/metrics/job-metrics.ts';
import { createRegistry } from '../../../src/observability/metrics/registry.ts';
import { parse } from './scrape.ts';

const key = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

function setUp() {
  let nowMs = 5_000;
  const registry = createRegistry();
  const metrics = createJobMetrics(registry, () => nowMs);
  return {
    ...metrics,
    see: (connectionStatus: string | null, isSettled: boolean) =>
      metrics.statusSeen({ key, connectionStatus, isSettled }),
    pass: (ms: number) => void (nowMs += ms),
    sumOf: async (name: string, labels: Record<string, string> = {}) => {
      const { sum } = parse(await registry.text());
      const full = `mx_gateway_${name}`;
      return [sum(`${full}_count`, labels), sum(`${full}_sum`, labels)];
    },
  };
}

test('a job lasts until the member is settled, and its challenge is a wait of its own', async () => {
  const { jobChanged, see, pass, sumOf } = setUp();
  jobChanged(key, 'started');
  pass(2_000);
  see('CREATED', false);
  see('CHALLENGED', true);
  pass(30_000);
  see('CHALLENGED', true);
  jobChanged(key, 'answered');
  see('RESUMED', false);
  pass(8_000);
  see('CONNECTED', true);
  see('CONNECTED', true);
  expect(await sumOf('job_duration_seconds', { connection_status: 'CONNECTED' })).toEqual([1, 40]);
  expect(await sumOf('mfa_wait_seconds', { outcome: 'answered' })).toEqual([1, 30]);
  expect(await sumOf('mfa_wait_seconds', { outcome: 'unanswered' })).toEqual([0, 0]);
});

test('a challenge that expires was not answered', async () => {
  const { see, pass, sumOf } = setUp();
  see('CHALLENGED', true);
  pass(60_000);
  see('EXPIRED', true);
  expect(await sumOf('mfa_wait_seconds', { outcome: 'unanswered' })).toEqual([1, 60]);
  expect(await sumOf('job_duration_seconds')).toEqual([0, 0]);
});

test('a status that is no word of MX is no label', async () => {
  const { jobChanged, see, sumOf } = setUp();
  jobChanged(key, 'started');
  see('user jane@example.com', true);
  expect(await sumOf('job_duration_seconds', { connection_status: 'other' })).toEqual([1, 0]);
});
