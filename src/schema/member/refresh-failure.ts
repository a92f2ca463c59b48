import type { MemberFailure } from '../../changes/refresh/user-refresh-event.ts';
import { failures } from '../failures.ts';
import { noSuchMember } from './payload.ts';

/** The errors with which the rewards refresh of a member can end. */
export type RefreshFailure = ReturnType<
  (typeof failures)[
    | 'memberNotReady'
    | 'rewardsNotEnabled'
    | 'rewardsNotSupported'
    | 'institutionUnavailable'
    | 'notFound'
    | 'refreshFailed']
>;

export function toRefreshFailure(event: MemberFailure): RefreshFailure {
  switch (event.reason) {
    case 'not-ready':
      return event.status === null
        ? failures.refreshFailed()
        : failures.memberNotReady(event.status);
    case 'not-enabled':
      return failures.rewardsNotEnabled();
    case 'not-supported':
      return failures.rewardsNotSupported(event.institutionCode ?? null);
    case 'institution-unavailable':
      return failures.institutionUnavailable(event.trouble, event.institutionCode);
    case 'not-found':
      return noSuchMember();
    case 'refresh-failed':
      return failures.refreshFailed();
  }
}
