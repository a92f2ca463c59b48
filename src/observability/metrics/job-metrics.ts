import { LRUCache } from 'lru-cache';
import type { MeasuredMember, MeasuredStatus, Measurements } from '../measurements.ts';
import { SECONDS_OF_JOBS } from './buckets.ts';
import type { MetricRegistry } from './registry.ts';
import { OTHER } from './series.ts';

/** Members whose job or challenge is timed. Beyond this number, the oldest are not measured. */
const MAX_TIMED = 10_000;

/** Jobs of MX, and the answers of end users. */
export function createJobMetrics(
  registry: MetricRegistry,
  monotonicNow: () => number,
): Pick<Measurements, 'jobChanged' | 'statusSeen' | 'refreshEnded'> {
  const jobs = registry.histogram({
    name: 'job_duration_seconds',
    help: 'Time from the start of a job through this process until a watched member is settled.',
    labels: ['connection_status'],
    buckets: SECONDS_OF_JOBS,
  });
  const answers = registry.histogram({
    name: 'mfa_wait_seconds',
    help: 'Time that a watched member waited for the answers to its challenges.',
    labels: ['outcome'],
    buckets: SECONDS_OF_JOBS,
  });
  const refreshes = registry.counter({
    name: 'rewards_refreshes_total',
    help: 'Rewards refreshes of members that have ended.',
    labels: ['outcome'],
  });
  const startedAt = new LRUCache<string, number>({ max: MAX_TIMED });
  const challengedAt = new LRUCache<string, number>({ max: MAX_TIMED });

  function since(times: LRUCache<string, number>, id: string): number | null {
    const from = times.get(id);
    times.delete(id);
    return from === undefined ? null : (monotonicNow() - from) / 1_000;
  }

  function endWait(id: string, outcome: 'answered' | 'unanswered'): void {
    const seconds = since(challengedAt, id);
    if (seconds !== null) answers.of(outcome).observe(seconds);
  }

  return {
    jobChanged(member, change) {
      const id = idOf(member);
      if (change === 'answered') endWait(id, 'answered');
      else startedAt.set(id, monotonicNow());
    },
    statusSeen({ key, connectionStatus, isSettled }) {
      const isChallenged = connectionStatus === 'CHALLENGED';
      // Most statuses are about members without a job.
      if (!isChallenged && startedAt.size === 0 && challengedAt.size === 0) return;
      const id = idOf(key);
      if (isChallenged) {
        if (!challengedAt.has(id)) challengedAt.set(id, monotonicNow());
        return;
      }
      endWait(id, 'unanswered');
      if (!isSettled) return;
      const seconds = since(startedAt, id);
      if (seconds !== null) jobs.of(toLabel(connectionStatus)).observe(seconds);
    },
    refreshEnded: (outcome) => refreshes.of(outcome).add(),
  };
}

function idOf({ userGuid, memberGuid }: MeasuredMember): string {
  return `${userGuid}/${memberGuid}`;
}

/** MX's statuses are words; anything else is no label. */
function toLabel(status: MeasuredStatus['connectionStatus']): string {
  if (status === null) return 'MANUAL';
  return /^[A-Z_]{1,32}$/.test(status) ? status : OTHER;
}
