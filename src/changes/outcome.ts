import type { MemberModel } from '../mx/api/member.ts';
import { type InstitutionTrouble, isMxError, type MxErrorCode } from '../mx/errors.ts';
import type { ObservedStatus } from '../status/observed-status.ts';

// The outcomes of changes that callers are expected to handle. Each outcome has the same name in
// all changes. Any other failure is thrown as an `MxError`.

export interface Done<T> {
  readonly kind: 'done';
  readonly value: T;
}

/** MX does not know the object, or its owner. */
export interface NotFound {
  readonly kind: 'not-found';
}

/** MX rejected the input and does not say which part of it. */
export interface InvalidInput {
  readonly kind: 'invalid-input';
}

/** The change conflicts with another object. */
export interface Conflict {
  readonly kind: 'conflict';
}

/** The same `clientMutationId` was sent with another input. */
export interface OtherInput {
  readonly kind: 'other-input';
}

/** MX cannot use the institution at the moment. */
export interface InstitutionUnavailable {
  readonly kind: 'institution-unavailable';
  readonly trouble: InstitutionTrouble;
}

/** The outcome of a write of one object. */
export type Outcome<T> = Done<T> | NotFound | InvalidInput | Conflict;

export type DeletionOutcome = Done<null> | NotFound;

/** MX accepted the request. */
export interface StartedJob {
  readonly member: MemberModel;
  /** The state after the start, derived without another read. */
  readonly status: ObservedStatus;
  /** True if a job of this kind was already running, or if MX throttled the request. */
  readonly alreadyRunning: boolean;
  /**
   * True if MX accepted the request and did nothing, because its data is recent enough. No job is
   * running.
   */
  readonly throttled: boolean;
}

/** MX accepted the answers. */
export interface ResumedJob {
  readonly member: MemberModel;
  /** The state after the answers, derived without another read. */
  readonly status: ObservedStatus;
}

/** The member's status does not allow a job; its `nextAction` contains the next step. */
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

/** The code is null if it could not be read. */
interface AtInstitution {
  readonly institutionCode: string | null;
}

/** The member's institution has no rewards to fetch. */
export interface RewardsNotSupported extends AtInstitution {
  readonly kind: 'not-supported';
}

/** The member has no open challenges. */
export interface NotChallenged {
  readonly kind: 'not-challenged';
  readonly status: ObservedStatus;
}

/** The reason why answers are rejected, by the gateway or by MX. */
export type InvalidAnswer = { readonly kind: 'invalid-answer' } & (
  | {
      /** The challenge is not open, or was answered earlier in the same list. */
      readonly reason: 'not-open' | 'duplicate';
      /** The answer's place in the list, from 0. */
      readonly index: number;
      readonly challengeGuid: string;
    }
  /** An open challenge that no answer names. */
  | { readonly reason: 'unanswered'; readonly challengeGuid: string }
  /** MX rejected the answers (400 or 422). */
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

/** The outcome of a write that depends on an institution. */
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
