import type { OwnMemberKey } from '../auth/keys.ts';
import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberModel, MemberState } from '../mx/api/member.ts';
import { fingerprint, toRevision } from './revision.ts';
import { describeStatus, type MemberTraits, type StatusGuidance } from './status-table.ts';

/** A member's status at one moment, with its guidance. */
export interface ObservedStatus extends MemberStatusModel, StatusGuidance {
  readonly key: OwnMemberKey;
  /** Null if it is not known (MX's status does not contain it). */
  readonly isOAuth: boolean | null;
  /** True when the watcher has waited too long for the job. */
  readonly isOverdue: boolean;
  /** RFC 3339 in UTC. */
  readonly observedAt: string;
  /** Opaque; increases with each change of this member. */
  readonly revision: string;
}

export interface Observation extends MemberTraits {
  /** RFC 3339. */
  readonly observedAt: string;
}

/** MX's `NO_ACCOUNTS`. 1000, `NO_ELIGIBLE_ACCOUNTS`, is only about a verification. */
const NO_ACCOUNTS = 1001;

/** The facts in a member object that are not in its status. */
export function traitsOf({ isOAuth, error }: Pick<MemberModel, 'isOAuth' | 'error'>): MemberTraits {
  return { isOAuth, hasNoAccounts: error?.code === NO_ACCOUNTS };
}

/** The only conversion from MX's status to the value that clients see, so that revisions are comparable. */
export function toObservedStatus(
  key: OwnMemberKey,
  model: MemberStatusModel,
  { observedAt, isOAuth, hasNoAccounts = false }: Observation,
): ObservedStatus {
  return {
    ...model,
    ...describeStatus(model, { isOAuth, hasNoAccounts }),
    key,
    isOAuth,
    isOverdue: false,
    observedAt,
    revision: toRevision(observedAt, fingerprint(model)),
  };
}

/**
 * The value for a member whose status itself was not read. The fields of that call are not
 * known, and the revision matches no state, so that a watcher with this `after` receives the current state.
 */
export function toPartialStatus(
  key: OwnMemberKey,
  state: MemberState,
  { observedAt, isOAuth, hasNoAccounts = false }: Observation,
): ObservedStatus {
  const { connectionStatus, isBeingAggregated, aggregatedAt, successfullyAggregatedAt } = state;
  return {
    connectionStatus,
    isBeingAggregated,
    aggregatedAt,
    successfullyAggregatedAt,
    isAuthenticated: null,
    hasProcessedAccounts: null,
    hasProcessedTransactions: null,
    hasProcessedAccountNumbers: null,
    challenges: [],
    ...describeStatus(state, { isOAuth, hasNoAccounts }),
    key,
    isOAuth,
    isOverdue: false,
    observedAt,
    revision: toRevision(observedAt, 'unread'),
  };
}
