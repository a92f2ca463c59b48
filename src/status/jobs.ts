import type { ChallengeAnswer, MxClient } from '../mx/client.ts';
import { isMxError } from '../mx/errors.ts';
import type { MemberStatusModel } from '../mx/member-status.ts';
import type { MemberKey, MemberModel } from '../mx/member.ts';
import { problemOfAnswers } from './answers.ts';
import type { StatusHub } from './hub.ts';
import { type ObservedStatus, toObservedStatus } from './observed-status.ts';
import type {
  AggregateOutcome,
  AnswerOutcome,
  FetchRewardsOutcome,
  JobConflict,
  JobTaken,
  MemberNotFound,
  NotChallenged,
  RewardsNotEnabled,
  RewardsNotSupported,
} from './outcomes.ts';
import { asRunning, connectionOf, hasMoved } from './pending-jobs.ts';
import { createStatusReader, type StatusReaderOptions } from './status-reader.ts';
import { isChallenged } from './status-table.ts';

/** Starts and resumes jobs. Outcomes to be expected are values; all others are an `MxError`. */
export interface Jobs {
  readonly aggregate: (key: MemberKey) => Promise<AggregateOutcome>;
  /** When the signal aborts before the job has been asked for, it is not, and this rejects. */
  readonly fetchRewards: (key: MemberKey, signal?: AbortSignal) => Promise<FetchRewardsOutcome>;
  /** All open challenges at once; nothing is sent when an answer is missing or too much. */
  readonly answerChallenges: (
    key: MemberKey,
    answers: readonly ChallengeAnswer[],
  ) => Promise<AnswerOutcome>;
}

export interface JobsOptions {
  readonly mx: Pick<MxClient, 'members'>;
  /** Like that of `mx`, which is used unless given, but ended by the signal. */
  readonly readStatus?: StatusReaderOptions['readStatus'];
  readonly hub: Pick<StatusHub, 'nudge' | 'jobStarted' | 'challengesAnswered' | 'isPending'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: StatusReaderOptions['sleep'];
}

interface JobKind<Refusal> {
  readonly permission: 'canAggregate' | 'canFetchRewards';
  readonly post: (key: MemberKey) => Promise<MemberModel>;
  /** What MX's refusal of this kind of job means; null where it means nothing special. */
  readonly refusalOf: (key: MemberKey, error: unknown) => Promise<Refusal> | null;
}

const notFound: MemberNotFound = { kind: 'not-found' };

export function createJobs(options: JobsOptions): Jobs {
  const { mx, hub, now, sleep } = options;
  const { members } = mx;
  const { readStatus: readOnce = members.readStatus } = options;
  const { isPending } = hub;
  const readStatus = createStatusReader({ readStatus: readOnce, isPending, sleep });

  function observe(key: MemberKey, model: MemberStatusModel, isOAuth: boolean | null) {
    return toObservedStatus(key, model, { observedAt: new Date(now()).toISOString(), isOAuth });
  }

  /** For what is good to know and not worth a failure. */
  async function readMemberIfPossible(key: MemberKey): Promise<MemberModel | null> {
    try {
      return await members.read(key);
    } catch {
      return null;
    }
  }

  /** The status alone does not tell who must enter credentials from who must authorise anew. */
  async function observeFully(key: MemberKey, model: MemberStatusModel): Promise<ObservedStatus> {
    const status = observe(key, model, null);
    if (status.nextAction !== 'UPDATE_CREDENTIALS') return status;
    const member = await readMemberIfPossible(key);
    return observe(key, model, member?.isOAuth ?? null);
  }

  async function conflictOf(key: MemberKey, before: MemberStatusModel): Promise<JobConflict> {
    // The other job may have begun after the first read, which then does not show it.
    const model = before.isBeingAggregated
      ? before
      : await members.readStatus(key).catch(() => null);
    return { kind: 'conflict', status: model === null ? null : observe(key, model, null) };
  }

  function toTaken(key: MemberKey, before: MemberStatusModel, member: MemberModel): JobTaken {
    const wasRunning = before.isBeingAggregated;
    const isNewJob =
      member.aggregatedAt === null
        ? member.isBeingAggregated && !wasRunning
        : hasMoved(before.aggregatedAt, member.aggregatedAt);
    if (isNewJob) hub.jobStarted(key, member);
    else hub.nudge(key);
    const after = isNewJob ? asRunning(before, member) : { ...before, ...connectionOf(member) };
    return {
      kind: 'started',
      member,
      status: observe(key, after, member.isOAuth),
      alreadyRunning: wasRunning || !isNewJob,
      throttled: !wasRunning && !isNewJob && !member.isBeingAggregated,
    };
  }

  async function start<Refusal>(
    key: MemberKey,
    { permission, post, refusalOf }: JobKind<Refusal>,
    signal?: AbortSignal,
  ): Promise<AggregateOutcome | Refusal> {
    const before = await readStatus(key, signal);
    signal?.throwIfAborted();
    if (before === null) return notFound;
    // While something runs, MX alone knows of which kind it is: it is asked.
    const mayPost = before.isBeingAggregated
      ? !isChallenged(before)
      : observe(key, before, null)[permission];
    if (!mayPost) return { kind: 'not-ready', status: await observeFully(key, before) };
    try {
      return toTaken(key, before, await post(key));
    } catch (error) {
      // Cut off or refused, what was known of the member may be old now.
      hub.nudge(key);
      if (isMxError(error, 'CONFLICT')) return conflictOf(key, before);
      if (isMxError(error, 'NOT_FOUND')) return notFound;
      const refusal = refusalOf(key, error);
      if (refusal === null) throw error;
      return refusal;
    }
  }

  const aggregation: JobKind<never> = {
    permission: 'canAggregate',
    post: members.aggregate,
    refusalOf: () => null,
  };

  const rewards: JobKind<RewardsNotEnabled | RewardsNotSupported> = {
    permission: 'canFetchRewards',
    post: members.fetchRewards,
    refusalOf(key, error) {
      if (isMxError(error, 'FORBIDDEN')) return Promise.resolve({ kind: 'not-enabled' });
      // MX answers 400 when the institution does not have what a job is for; 422 says another thing.
      if (!isMxError(error, 'INVALID_INPUT') || error.status === 422) return null;
      return readMemberIfPossible(key).then((member) => ({
        kind: 'not-supported',
        institutionCode: member?.institutionCode ?? null,
      }));
    },
  };

  async function notChallenged(
    key: MemberKey,
    model: MemberStatusModel | null,
  ): Promise<NotChallenged | MemberNotFound> {
    if (model === null) return notFound;
    return { kind: 'not-challenged', status: await observeFully(key, model) };
  }

  /** The status carries them; MX has a list of its own for when it does not. */
  async function openChallenges(key: MemberKey, { challenges }: MemberStatusModel) {
    return challenges.length > 0 ? challenges : members.challenges(key);
  }

  async function resume(
    key: MemberKey,
    before: MemberStatusModel,
    answers: readonly ChallengeAnswer[],
  ): Promise<AnswerOutcome> {
    try {
      const member = await members.resume(key, answers);
      const guids = answers.map(({ challengeGuid }) => challengeGuid);
      hub.challengesAnswered(key, guids, member);
      const status = observe(key, asRunning(before, member), member.isOAuth);
      return { kind: 'resumed', member, status };
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
      const before = await readStatus(key);
      if (before === null || !isChallenged(before)) return notChallenged(key, before);
      const problem = problemOfAnswers(answers, await openChallenges(key, before));
      return problem ?? resume(key, before, answers);
    },
  };
}
