import { expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { aMember, aQuestion, aStatus, challenged, key, startedMember } from '../status/models.ts';
import { createJobsBench, error } from './jobs-bench.ts';

const value = new Secret('correct');
const toAnswers = (...guids: string[]) => guids.map((challengeGuid) => ({ challengeGuid, value }));
const resumed = aMember({ ...startedMember, connectionStatus: 'RESUMED' });
const twoQuestions = {
  ...challenged('CRD-1'),
  challenges: [aQuestion('CRD-1'), aQuestion('CRD-2')],
};

test('MFA answers resume the job and inform the hub', async () => {
  const { jobs, calls, told } = createJobsBench({ status: [twoQuestions], post: resumed });
  expect(await jobs.answerChallenges(key, toAnswers('CRD-2', 'CRD-1'))).toEqual({
    kind: 'done',
    value: {
      member: resumed,
      status: expect.objectContaining({
        connectionStatus: 'RESUMED',
        isBeingAggregated: true,
        nextAction: 'WAIT',
        challenges: [],
      }) as unknown,
    },
  });
  expect(calls).toEqual(['status', 'resume']);
  expect(told).toEqual([{ guids: ['CRD-2', 'CRD-1'], resumed }]);
});

test.for([
  [toAnswers('CRD-1', 'CRD-9'), { reason: 'not-open', index: 1, challengeGuid: 'CRD-9' }],
  [toAnswers('CRD-1', 'CRD-1'), { reason: 'duplicate', index: 1, challengeGuid: 'CRD-1' }],
  [toAnswers('CRD-1'), { reason: 'unanswered', challengeGuid: 'CRD-2' }],
  [[], { reason: 'unanswered', challengeGuid: 'CRD-1' }],
] as const)('MFA answers that cannot be right are not sent: %j', async ([answers, problem]) => {
  const { jobs, calls, told } = createJobsBench({ status: [twoQuestions] });
  const outcome = await jobs.answerChallenges(key, answers);
  expect(outcome).toEqual({ kind: 'invalid-answer', ...problem });
  expect(calls).toEqual(['status']);
  expect(told).toEqual([]);
});

test('MFA answers ask for the open challenges when the status does not list them', async () => {
  const status = { ...challenged('CRD-1'), challenges: [] };
  const challenges = [aQuestion('CRD-1')];
  const { jobs, calls } = createJobsBench({ status: [status], challenges, post: resumed });
  expect(await jobs.answerChallenges(key, toAnswers('CRD-1'))).toMatchObject({ kind: 'done' });
  expect(calls).toEqual(['status', 'challenges', 'resume']);
});

test('MFA answers are not sent for a member without a challenge', async () => {
  const { jobs, calls } = createJobsBench({ status: [aStatus()] });
  expect(await jobs.answerChallenges(key, toAnswers('CRD-1'))).toMatchObject({
    kind: 'not-challenged',
    status: { connectionStatus: 'CONNECTED' },
  });
  expect(calls).toEqual(['status']);
});

test('MFA answers report the current status when MX no longer waits for them', async () => {
  const { jobs, told } = createJobsBench({
    status: [challenged('CRD-1'), aStatus({ connectionStatus: 'EXPIRED' })],
    post: error('NOT_ALLOWED', 405),
  });
  expect(await jobs.answerChallenges(key, toAnswers('CRD-1'))).toMatchObject({
    kind: 'not-challenged',
    status: { connectionStatus: 'EXPIRED' },
  });
  expect(told).toEqual(['nudge']);
});

test.for([400, 422])('MFA answers that MX refuses with %s are reported', async (status) => {
  const post = error('INVALID_INPUT', status);
  const { jobs } = createJobsBench({ status: [challenged('CRD-1')], post });
  expect(await jobs.answerChallenges(key, toAnswers('CRD-1'))).toEqual({
    kind: 'invalid-answer',
    reason: 'refused',
  });
});

test.for([[error('NOT_FOUND', 404)], [challenged('CRD-1')]] as const)(
  'MFA answers report an unknown member as not found, at either call',
  async ([status]) => {
    const { jobs } = createJobsBench({ status: [status], post: error('NOT_FOUND', 404) });
    expect(await jobs.answerChallenges(key, toAnswers('CRD-1'))).toEqual({ kind: 'not-found' });
  },
);

test('MFA answers with an unknown outcome throw, and have the member read again', async () => {
  const post = error('OUTCOME_UNKNOWN');
  const { jobs, told } = createJobsBench({ status: [challenged('CRD-1')], post });
  await expect(jobs.answerChallenges(key, toAnswers('CRD-1'))).rejects.toBe(post);
  expect(told).toEqual(['nudge']);
});
