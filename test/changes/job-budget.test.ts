import { expect, test } from 'vitest';
import { createJobBudget, type JobSubject } from '../../src/changes/job-budget.ts';
import { limits } from '../../src/limits.ts';
import { isMxError } from '../../src/mx/errors.ts';
import { aStatus, challenged, key, startedMember } from '../status/models.ts';
import { error, createJobsBench } from './jobs-bench.ts';

const MINUTE = 60_000;

function setUp() {
  const clock = { ms: 0 };
  const budget = createJobBudget({ monotonicNow: () => clock.ms });
  const outcomeOf = (take: (subject: JobSubject) => void) => (subject: JobSubject) => {
    try {
      take(subject);
      return 'taken';
    } catch (refusal) {
      if (!isMxError(refusal, 'RATE_LIMITED')) throw refusal;
      return { limit: refusal.limit, retryAfterMs: refusal.retryAfterMs };
    }
  };
  return {
    clock,
    asUser: outcomeOf(budget.takeForUser),
    asPartner: outcomeOf(budget.takeForPartner),
  };
}

const memberOf = (user: number, member: number) => ({
  userGuid: `USR-${user}`,
  memberGuid: `MBR-${member}`,
});

test.for(['asUser', 'asPartner'] as const)(
  'a member has a budget of jobs, %s, and one more each 10 s',
  (as) => {
    const { clock, ...take } = setUp();
    const outcomes = Array.from({ length: 30 }, () => take[as](memberOf(1, 1)));
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(limits.jobsPerMember);
    expect(outcomes.at(-1)).toEqual({ limit: 'jobsPerMember', retryAfterMs: 10_000 });
    expect(take[as](memberOf(1, 2))).toBe('taken');
    expect(take[as](memberOf(2, 1))).toBe('taken');
    clock.ms = 10_000;
    expect([take[as](memberOf(1, 1)), take[as](memberOf(1, 1))]).toEqual([
      'taken',
      { limit: 'jobsPerMember', retryAfterMs: 10_000 },
    ]);
  },
);

test('jobs of a service and of a user with one member count together', () => {
  const { asUser, asPartner } = setUp();
  for (let taken = 0; taken < limits.jobsPerMember / 2; taken += 1) {
    asUser(memberOf(1, 1));
    asPartner(memberOf(1, 1));
  }
  expect(asPartner(memberOf(1, 1))).toMatchObject({ limit: 'jobsPerMember' });
});

test('refreshing 25 members twice a minute is within the budget', () => {
  const { clock, asUser } = setUp();
  for (let pulls = 0; pulls < 20; pulls += 1) {
    for (let member = 0; member < 25; member += 1) {
      // The rewards of each, and twice a minute is what a member's own bound allows four times over.
      expect(asUser(memberOf(1, member))).toBe('taken');
    }
    clock.ms += MINUTE / 2;
  }
});

test('a user has 100 jobs at once and 60 a minute over all members, a service has no such bound', () => {
  const { clock, asUser, asPartner } = setUp();
  const each = (take: typeof asUser, count: number) =>
    Array.from({ length: count }, (_, at) => take(memberOf(1, at)));
  expect(each(asUser, 101).at(-1)).toEqual({ limit: 'jobsPerUser', retryAfterMs: 1_000 });
  expect(new Set(each(asPartner, 1_000))).toEqual(new Set(['taken']));
  clock.ms = MINUTE;
  const later = Array.from({ length: 70 }, (_, at) => asUser(memberOf(1, 2_000 + at)));
  expect(later.filter((outcome) => outcome === 'taken')).toHaveLength(60);
});

test('a new member counts as a job of its user', () => {
  const { asUser } = setUp();
  const outcomes = Array.from({ length: 101 }, () => asUser({ userGuid: 'USR-1' }));
  expect(outcomes.at(-1)).toMatchObject({ limit: 'jobsPerUser' });
});

test('a refused job counts nowhere', () => {
  const { clock, asUser } = setUp();
  for (let tries = 0; tries < 1_000; tries += 1) asUser(memberOf(1, 1));
  expect(asUser(memberOf(1, 2))).toBe('taken');
  clock.ms = 10_000;
  expect(asUser(memberOf(1, 1))).toBe('taken');
});

const refuse = () => {
  throw error('RATE_LIMITED');
};

test('a job over the budget causes no call', async () => {
  const { jobs, calls, told } = createJobsBench({ status: [aStatus()], takeJob: refuse });
  await expect(jobs.fetchRewards(key)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await expect(jobs.aggregate(key)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(calls).toEqual(['status', 'status']);
  expect(told).toEqual([]);
});

test('an MFA answer over the budget is not sent', async () => {
  const { jobs, calls } = createJobsBench({ status: [challenged('CRD-1')], takeJob: refuse });
  const answers = [{ challengeGuid: 'CRD-1', value: Object('x') as never }];
  await expect(jobs.answerChallenges(key, answers)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(calls).toEqual(['status']);
});

test('a member that is not ready costs no job of the budget', async () => {
  let taken = 0;
  const takeJob = () => (taken += 1);
  const denied = aStatus({ connectionStatus: 'LOCKED' });
  const bench = createJobsBench({ status: [denied, aStatus()], post: startedMember, takeJob });
  await bench.jobs.fetchRewards(key);
  expect(taken).toBe(0);
  await bench.jobs.fetchRewards(key);
  expect(taken).toBe(1);
});
