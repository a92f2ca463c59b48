import type { OwnMemberKey } from '../auth/keys.ts';
import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import type { ChallengeAnswer, MxClient } from '../mx/client.ts';
import { isMxError } from '../mx/errors.ts';
import type { StatusHub } from '../status/hub.ts';
import { type ObservedStatus, toObservedStatus } from '../status/observed-status.ts';
import type { StatusReading } from '../status/paced-reads.ts';
import { asRunning, hasMoved, toMemberState } from '../status/pending-jobs.ts';
import { createStatusReader, type StatusReaderOptions } from '../status/status-reader.ts';
import { isChallenged } from '../status/status-table.ts';
import { toTimestamp } from '../timestamp.ts';
import type { TakeJob } from './job-budget.ts';
import { findInvalidAnswer } from './mfa-answers.ts';
import type {
  AggregateOutcome,
  AnswerOutcome,
  Done,
  FetchRewardsOutcome,
  JobConflict,
  NotChallenged,
  NotFound,
  RewardsNotEnabled,
  RewardsNotSupported,
  StartedJob,
} from './outcome.ts';

/** Starts and resumes jobs. Expected outcomes are values; every other failure is an `MxError`. */
export interface Jobs {
  readonly aggregate: (key: OwnMemberKey) => Promise<AggregateOutcome>;
  /** If the signal aborts before the request to MX, no job is started and the promise rejects. */
  readonly fetchRewards: (key: OwnMemberKey, signal?: AbortSignal) => Promise<FetchRewardsOutcome>;
  /**
   * Answers all open challenges together. Nothing is sent if an answer is missing or does not
   * belong to an open challenge.
   */
  readonly answerChallenges: (
    key: OwnMemberKey,
    answers: readonly ChallengeAnswer[],
  ) => Promise<AnswerOutcome>;
}

export interface JobsOptions extends StatusReaderOptions {
  readonly mx: Pick<MxClient, 'members'>;
  readonly readIsOAuth: (key: MemberKey, signal: AbortSignal) => Promise<boolean | null>;
  readonly hub: Pick<StatusHub, 'nudge' | 'jobStarted' | 'challengesAnswered'>;
  /**
   * Called before each request to MX that is not a read; an error that it throws is the outcome.
   */
  readonly takeJob: TakeJob;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface JobKind<Refusal> {
  readonly permission: 'canAggregate' | 'canFetchRewards';
  readonly post: (key: OwnMemberKey) => Promise<MemberModel>;
  /** The meaning of MX's refusal for this kind of job; null if it has no special meaning. */
  readonly toRefusal: (key: OwnMemberKey, error: unknown) => Promise<Refusal> | null;
}

const notFound: NotFound = { kind: 'not-found' };

export function createJobs(options: JobsOptions): Jobs {
  const { mx, readIsOAuth, hub, takeJob, now } = options;
  const { members } = mx;
  const readStatus = createStatusReader(options);

  function observe(
    key: OwnMemberKey,
    { value, observedAt }: Pick<StatusReading, 'value' | 'observedAt'>,
    isOAuth: boolean | null = null,
  ): ObservedStatus {
    return toObservedStatus(key, value, { observedAt, isOAuth });
  }

  /** The status after MX's latest response. */
  function observeNow(key: OwnMemberKey, value: MemberStatusModel, isOAuth: boolean | null) {
    return observe(key, { value, observedAt: toTimestamp(now()) }, isOAuth);
  }

  /** The code is useful but optional: if the read fails, the code is null. */
  async function readInstitutionCode(key: OwnMemberKey) {
    const member = await members.read(key).catch(() => null);
    return { institutionCode: member?.institutionCode ?? null };
  }

  /**
   * The status alone does not show whether the end user must enter credentials or authorise again.
   */
  async function observeFully(key: OwnMemberKey, reading: StatusReading): Promise<ObservedStatus> {
    const status = observe(key, reading);
    if (status.nextAction !== 'UPDATE_CREDENTIALS') return status;
    const isOAuth = await readIsOAuth(key, new AbortController().signal).catch(() => null);
    return observe(key, reading, isOAuth);
  }

  async function toJobConflict(key: OwnMemberKey, before: StatusReading): Promise<JobConflict> {
    // The other job may have started after the first read, which then does not show it.
    const reading = before.value.isBeingAggregated
      ? before
      : await options.readStatus(key, new AbortController().signal).catch(() => null);
    return { kind: 'job-conflict', status: reading && observe(key, reading) };
  }

  function toStartedJob(
    key: OwnMemberKey,
    before: MemberStatusModel,
    member: MemberModel,
  ): Done<StartedJob> {
    const wasRunning = before.isBeingAggregated;
    const isNewJob =
      member.aggregatedAt === null
        ? member.isBeingAggregated && !wasRunning
        : hasMoved(before.aggregatedAt, member.aggregatedAt);
    if (isNewJob) hub.jobStarted(key, member);
    else hub.nudge(key);
    const after = isNewJob ? asRunning(before, member) : { ...before, ...toMemberState(member) };
    const job = {
      member,
      status: observeNow(key, after, member.isOAuth),
      alreadyRunning: wasRunning || !isNewJob,
      throttled: !wasRunning && !isNewJob && !member.isBeingAggregated,
    };
    return { kind: 'done', value: job };
  }

  async function start<Refusal>(
    key: OwnMemberKey,
    { permission, post, toRefusal }: JobKind<Refusal>,
    signal?: AbortSignal,
  ): Promise<AggregateOutcome | Refusal> {
    const reading = await readStatus(key, signal);
    signal?.throwIfAborted();
    if (reading === null) return notFound;
    const before = reading.value;
    // While a job is running, only MX knows its kind, so the request is sent.
    const mayPost = before.isBeingAggregated
      ? !isChallenged(before)
      : observe(key, reading)[permission];
    if (!mayPost) return { kind: 'not-ready', status: await observeFully(key, reading) };
    takeJob(key);
    try {
      return toStartedJob(key, before, await post(key));
    } catch (error) {
      // After an interrupted or refused request the known status may be out of date.
      hub.nudge(key);
      if (isMxError(error, 'CONFLICT')) return toJobConflict(key, reading);
      if (isMxError(error, 'NOT_FOUND')) return notFound;
      if (isMxError(error) && error.trouble !== undefined) {
        const { trouble } = error;
        return { kind: 'institution-unavailable', trouble, ...(await readInstitutionCode(key)) };
      }
      const refusal = toRefusal(key, error);
      if (refusal === null) throw error;
      return refusal;
    }
  }

  const aggregation: JobKind<never> = {
    permission: 'canAggregate',
    post: (key) => members.aggregate(key),
    toRefusal: () => null,
  };

  const rewards: JobKind<RewardsNotEnabled | RewardsNotSupported> = {
    permission: 'canFetchRewards',
    post: (key) => members.fetchRewards(key),
    toRefusal(key, error) {
      if (isMxError(error, 'FORBIDDEN')) return Promise.resolve({ kind: 'not-enabled' });
      // MX responds with 400 if the institution does not support the job; 422 has another meaning.
      if (!isMxError(error, 'INVALID_INPUT') || error.status === 422) return null;
      return readInstitutionCode(key).then((code) => ({ kind: 'not-supported', ...code }));
    },
  };

  async function notChallenged(
    key: OwnMemberKey,
    reading: StatusReading | null,
  ): Promise<NotChallenged | NotFound> {
    if (reading === null) return notFound;
    return { kind: 'not-challenged', status: await observeFully(key, reading) };
  }

  /** The status usually contains the challenges; otherwise MX has a separate list. */
  async function openChallenges(key: OwnMemberKey, { challenges }: MemberStatusModel) {
    return challenges.length > 0 ? challenges : members.challenges(key);
  }

  async function resume(
    key: OwnMemberKey,
    before: MemberStatusModel,
    answers: readonly ChallengeAnswer[],
  ): Promise<AnswerOutcome> {
    try {
      const member = await members.resume(key, answers);
      const guids = answers.map(({ challengeGuid }) => challengeGuid);
      hub.challengesAnswered(key, guids, member);
      const status = observeNow(key, asRunning(before, member), member.isOAuth);
      return { kind: 'done', value: { member, status } };
    } catch (error) {
      hub.nudge(key);
      if (isMxError(error, 'NOT_FOUND')) return notFound;
      if (isMxError(error, 'NOT_ALLOWED')) return notChallenged(key, await readStatus(key));
      if (isMxError(error, 'INVALID_INPUT')) return { kind: 'invalid-answer', reason: 'refused' };
      throw error;
    }
  }

  return {
    aggregate: (key) => start(key, aggregation),
    fetchRewards: (key, signal) => start(key, rewards, signal),
    async answerChallenges(key, answers) {
      const reading = await readStatus(key);
      if (reading === null || !isChallenged(reading.value)) return notChallenged(key, reading);
      const before = reading.value;
      const invalid = findInvalidAnswer(answers, await openChallenges(key, before));
      if (invalid !== null) return invalid;
      takeJob(key);
      return resume(key, before, answers);
    },
  };
}
