import type { MemberModel } from '../mx/api/member.ts';
import type { InstitutionTrouble } from '../mx/errors.ts';
import type { ObservedStatus } from '../status/observed-status.ts';
import type { AnswerProblem } from './mfa-answers.ts';

/** MX took the call. */
export interface JobTaken {
  readonly kind: 'started';
  readonly member: MemberModel;
  /** The state after the start, made without another read. */
  readonly status: ObservedStatus;
  /** A job of this kind was under way, or MX throttled the call. */
  readonly alreadyRunning: boolean;
  /** MX took the call and did nothing: its data is recent enough for it. No job runs. */
  readonly throttled: boolean;
}

/** The member's status does not allow a job; its `nextAction` says what to do instead. */
export interface NotReady {
  readonly kind: 'not-ready';
  readonly status: ObservedStatus;
}

/** A job of another kind is running. The status is null when it could not be read. */
export interface JobConflict {
  readonly kind: 'conflict';
  readonly status: ObservedStatus | null;
}

/** MX knows no such member of this user. */
export interface MemberNotFound {
  readonly kind: 'not-found';
}

/** MX has not enabled rewards for this partner. */
export interface RewardsNotEnabled {
  readonly kind: 'not-enabled';
}

/** The member's institution has no rewards to fetch. The code is null when it could not be read. */
export interface RewardsNotSupported {
  readonly kind: 'not-supported';
  readonly institutionCode: string | null;
}

/** The member's institution takes no part now. The code is null when it could not be read. */
export interface InstitutionUnavailable {
  readonly kind: 'institution-unavailable';
  readonly trouble: InstitutionTrouble;
  readonly institutionCode: string | null;
}

export type AggregateOutcome =
  | JobTaken
  | NotReady
  | JobConflict
  | MemberNotFound
  | InstitutionUnavailable;

export type FetchRewardsOutcome = AggregateOutcome | RewardsNotEnabled | RewardsNotSupported;

export interface Resumed {
  readonly kind: 'resumed';
  readonly member: MemberModel;
  /** The state after the answers, made without another read. */
  readonly status: ObservedStatus;
}

export interface NotChallenged {
  readonly kind: 'not-challenged';
  readonly status: ObservedStatus;
}

export type AnswerOutcome = Resumed | NotChallenged | AnswerProblem | MemberNotFound;
