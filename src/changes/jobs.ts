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

/** Starts and resumes jobs. Outcomes to be expected are values; all others are an `MxError`. */
export interface Jobs {
  readonly aggregate: (key: OwnMemberKey) => Promise<AggregateOutcome>;
  /** When the signal aborts before the job has been asked for, it is not, and this rejects. */
  readonly fetchRewards: (key: OwnMemberKey, signal?: AbortSignal) => Promise<FetchRewardsOutcome>;
  /** All open challenges at once; nothing is sent when an answer is missing or too much. */
  readonly answerChallenges: (
    key: OwnMemberKey,
    answers: readonly ChallengeAnswer[],
  ) => Promise<AnswerOutcome>;
}

export interface JobsOptions extends StatusReaderOptions {
  readonly mx: Pick<MxClient, 'members'>;
  readonly readIsOAuth: (key: MemberKey, signal: AbortSignal) => Promise<boolean | null>;
  readonly hub: Pick<StatusHub, 'nudge' | 'jobStarted' | 'challengesAnswered'>;
  /** Called before MX is asked for anything but a reading; what it throws is the outcome. */
  readonly takeJob: TakeJob;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface JobKind<Refusal> {
  readonly permission: 'canAggregate' | 'canFetchRewards';
  readonly post: (key: OwnMemberKey) => Promise<MemberModel>;
  /** What MX's refusal of this kind of job means; null where it means nothing special. */
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

  /** What a status has become by what MX answered just now. */
  function observeNow(key: OwnMemberKey, value: MemberStatusModel, isOAuth: boolean | null) {
    return observe(key, { value, observedAt: new Date(now()).toISOString() }, isOAuth);
  }

  /** Good to know, and not worth a failure. */
  async function readInstitutionCode(key: OwnMemberKey) {
    const member = await members.read(key).catch(() => null);
    return { institutionCode: member?.institutionCode ?? null };
  }

  /** The status alone does not tell who must enter credentials from who must authorise anew. */
  async function observeFully(key: OwnMemberKey, reading: StatusReading): Promise<ObservedStatus> {
    const status = observe(key, reading);
    if (status.nextAction !== 'UPDATE_CREDENTIALS') return status;
    const isOAuth = await readIsOAuth(key, new AbortController().signal).catch(() => null);
    return observe(key, reading, isOAuth);
  }

  async function toJobConflict(key: OwnMemberKey, before: StatusReading): Promise<JobConflict> {
    // The other job may have begun after the first read, which then does not show it.
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
    // While something runs, MX alone knows of which kind it is: it is asked.
    const mayPost = before.isBeingAggregated
      ? !isChallenged(before)
      : observe(key, reading)[permission];
    if (!mayPost) return { kind: 'not-ready', status: await observeFully(key, reading) };
    takeJob(key);
    try {
      return toStartedJob(key, before, await post(key));
    } catch (error) {
      // Cut off or refused, what was known of the member may be old now.
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
    post: members.aggregate,
    toRefusal: () => null,
  };

  const rewards: JobKind<RewardsNotEnabled | RewardsNotSupported> = {
    permission: 'canFetchRewards',
    post: members.fetchRewards,
    toRefusal(key, error) {
      if (isMxError(error, 'FORBIDDEN')) return Promise.resolve({ kind: 'not-enabled' });
      // MX answers 400 when the institution does not have what a job is for; 422 says another thing.
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

  /** The status carries them; MX has a list of its own for when it does not. */
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
