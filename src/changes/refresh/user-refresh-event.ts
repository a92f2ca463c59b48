import type { OwnMemberKey, OwnUserGuid } from '../../auth/keys.ts';
import type { ListedStatus } from '../../status/user/status-book.ts';
import type { RefreshEvent } from './refresh-event.ts';

/** The reason why the rewards of one member could not be refreshed. */
export type MemberFailure =
  | Extract<RefreshEvent, { kind: 'failed' }>
  /** The member was deleted during the refresh. */
  | { readonly kind: 'failed'; readonly status: null; readonly reason: 'not-found' };

/** A member whose rewards could not be refreshed. */
export interface FailedMember {
  /** The last known status, which names the member; null for a member that was never read. */
  readonly status: ListedStatus | null;
  readonly failure: MemberFailure;
}

/** Each event contains the whole state: a reader who skips events has missed nothing. */
export type UserRefreshEvent =
  | {
      readonly kind: 'progress';
      /** The number of members with an outcome. */
      readonly settled: number;
      /** The number of members in this refresh. */
      readonly total: number;
      /** The statuses of these members. */
      readonly statuses: readonly ListedStatus[];
      readonly revision: string;
    }
  /** The refresh of the member continues once any client has answered its challenges. */
  | { readonly kind: 'challenged'; readonly status: ListedStatus; readonly revision: string }
  /** The last event. */
  | {
      readonly kind: 'completed';
      readonly userGuid: OwnUserGuid;
      /** The members whose rewards are as recent as MX allows. */
      readonly refreshed: readonly OwnMemberKey[];
      readonly failed: readonly FailedMember[];
    };
