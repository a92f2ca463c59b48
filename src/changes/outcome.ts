import type { MemberModel } from '../mx/api/member.ts';
import { type InstitutionTrouble, isMxError, type MxErrorCode } from '../mx/errors.ts';
import type { ObservedStatus } from '../status/observed-status.ts';

// How a change ends, when it ends in a way that callers are expected to handle. One name for one
// thing in all changes; any other failure is thrown as the `MxError` that it is.

export interface Done<T> {
  readonly kind: 'done';
  readonly value: T;
}

/** MX does not know the object, or what it belongs to. */
export interface NotFound {
  readonly kind: 'not-found';
}

/** MX refused the input and does not say which part of it. */
export interface InvalidInput {
  readonly kind: 'invalid-input';
}

/** Another object is in the way. */
export interface Conflict {
  readonly kind: 'conflict';
}

/** The same `clientMutationId` was given with another input. */
export interface OtherInput {
  readonly kind: 'other-input';
}

/** The institution takes no part now. */
export interface InstitutionUnavailable {
  readonly kind: 'institution-unavailable';
  readonly trouble: InstitutionTrouble;
}

/** The outcome of a write of one object. */
export type Outcome<T> = Done<T> | NotFound | InvalidInput | Conflict;

export type DeletionOutcome = Done<null> | NotFound;

/** MX took the call. */
export interface StartedJob {
  readonly member: MemberModel;
  /** The state after the start, made without another read. */
  readonly status: ObservedStatus;
  /** A job of this kind was under way, or MX throttled the call. */
  readonly alreadyRunning: boolean;
  /** MX took the call and did nothing: its data is recent enough for it. No job runs. */
  readonly throttled: boolean;
}

/** MX took the answers. */
export interface ResumedJob {
  readonly member: MemberModel;
  /** The state after the answers, made without another read. */
  readonly status: ObservedStatus;
}

/** The member's status does not allow a job; its `nextAction` says what to do instead. */
export interface NotReady {
  readonly kind: 'not-ready';
  readonly status: ObservedStatus;
}

/** A job of another kind is running. The status is null when it could not be read. */
export interface JobConflict {
  readonly kind: 'job-conflict';
  readonly status: ObservedStatus | null;
}

/** MX has not enabled rewards for this partner. */
export interface RewardsNotEnabled {
  readonly kind: 'not-enabled';
}

/** Null when it could not be read. */
interface AtInstitution {
  readonly institutionCode: string | null;
}

/** The member's institution has no rewards to fetch. */
export interface RewardsNotSupported extends AtInstitution {
  readonly kind: 'not-supported';
}

/** The member asks no questions now. */
export interface NotChallenged {
  readonly kind: 'not-challenged';
  readonly status: ObservedStatus;
}

/** Why answers are not, or were not, accepted. */
export type InvalidAnswer = { readonly kind: 'invalid-answer' } & (
  | {
      /** No such challenge is open, or one that was answered earlier in the same list. */
      readonly reason: 'not-open' | 'duplicate';
      /** The answer's place in the list, from 0. */
      readonly index: number;
      readonly challengeGuid: string;
    }
  /** An open challenge that no answer names. */
  | { readonly reason: 'unanswered'; readonly challengeGuid: string }
  /** MX did not take the answers (400 or 422). */
  | { readonly reason: 'refused' }
);

export type AggregateOutcome =
  | Done<StartedJob>
  | NotReady
  | JobConflict
  | NotFound
  | (InstitutionUnavailable & AtInstitution);

export type FetchRewardsOutcome = AggregateOutcome | RewardsNotEnabled | RewardsNotSupported;

export type AnswerOutcome = Done<ResumedJob> | NotChallenged | InvalidAnswer | NotFound;

const kinds: Partial<Record<MxErrorCode, 'not-found' | 'invalid-input' | 'conflict'>> = {
  NOT_FOUND: 'not-found',
  INVALID_INPUT: 'invalid-input',
  CONFLICT: 'conflict',
};

export async function toOutcome<T>(change: Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await change };
  } catch (error) {
    const kind = isMxError(error) ? kinds[error.code] : undefined;
    if (kind === undefined) throw error;
    return { kind };
  }
}

/** The same of a write that concerns an institution. */
export async function toOutcomeAtInstitution<T>(
  change: Promise<T>,
): Promise<Outcome<T> | InstitutionUnavailable> {
  try {
    return await toOutcome(change);
  } catch (error) {
    if (!isMxError(error) || error.trouble === undefined) throw error;
    return { kind: 'institution-unavailable', trouble: error.trouble };
  }
}

export async function toDeletionOutcome(deletion: Promise<void>): Promise<DeletionOutcome> {
  try {
    await deletion;
    return { kind: 'done', value: null };
  } catch (error) {
    if (isMxError(error, 'NOT_FOUND')) return { kind: 'not-found' };
    throw error;
  }
}
