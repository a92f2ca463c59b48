import type { Session } from './auth/authenticator.ts';
import type { Viewer } from './auth/viewer.ts';
import type { Jobs } from './changes/jobs.ts';
import type { MemberChanges } from './changes/member.ts';
import type { RewardsRefresh } from './changes/refresh/rewards-refresh.ts';
import type { UserRewardsRefresh } from './changes/refresh/user-rewards-refresh.ts';
import type { UserChanges } from './changes/user.ts';
import {
  createOperationReads,
  type OperationReads,
  type ReadSources,
} from './loaders/operation-reads.ts';
import type { ApiVersion } from './mx/endpoints.ts';
import type { StatusHub } from './status/hub.ts';
import type { NewsFeed } from './status/news/news-feed.ts';
import type { UserStatuses } from './status/user/user-statuses.ts';

/** The services that exist as long as the process. */
export interface Services extends ReadSources {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly apiVersion: ApiVersion;
  readonly hub: StatusHub;
  readonly userStatuses: UserStatuses;
  readonly news: Pick<NewsFeed, 'watch'>;
  readonly userChanges: UserChanges;
  /** The services that change members, with the limits of each kind of caller. */
  readonly memberWork: Readonly<Record<Viewer['kind'], MemberWork>>;
  /**
   * The targets that a sign-in may return to: origins, and schemes of apps with their colon. If
   * empty, any https URL is allowed.
   */
  readonly redirectUrls: readonly string[];
}

export interface MemberWork {
  readonly jobs: Jobs;
  readonly rewardsRefresh: RewardsRefresh;
  readonly userRewardsRefresh: UserRewardsRefresh;
  readonly memberChanges: MemberChanges;
}

/** The context of one operation. Resolvers reach MX only through it. */
export interface Context extends MemberWork {
  readonly viewer: Viewer;
  readonly session: Session;
  readonly reads: OperationReads;
  /**
   * Fresh for each operation and event, and again after `forgetLoaded`, so read loaders from here
   * each time.
   */
  readonly loaders: OperationReads['loaders'];
  readonly reference: OperationReads['reference'];
  readonly userChanges: UserChanges;
  readonly hub: StatusHub;
  readonly userStatuses: UserStatuses;
  readonly news: Pick<NewsFeed, 'watch'>;
  readonly redirectUrls: readonly string[];
  /**
   * Called after a change: drops everything that this operation has read. Afterwards no operation
   * joins a read of this user that is already in flight.
   */
  readonly forgetLoaded: (userGuid: string) => void;
  /** The MX version in use: some arguments cannot be expressed in every version. */
  readonly apiVersion: ApiVersion;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ContextOptions {
  readonly session: Session;
  /** Equal for the same operation of the same caller; null if its reads are not remembered. */
  readonly operationId: string | null;
  /** Aborted when the client disconnects. */
  readonly left: AbortSignal | undefined;
  /** Calls to MX that the operation has made with another context. */
  readonly callsBefore?: number;
}

export function createContext(services: Services, options: ContextOptions): Context {
  const { session, left, operationId, callsBefore } = options;
  const { apiVersion, hub, userStatuses, news, userChanges, redirectUrls } = services;
  const { viewer, caller } = session;
  const lane = viewer.kind === 'user' ? viewer.userGuid : caller;
  // The context itself never changes: state that changes is inside `reads`.
  const reads = createOperationReads(services, { lane, left, operationId, callsBefore });
  const { jobs, rewardsRefresh, userRewardsRefresh, memberChanges } =
    services.memberWork[viewer.kind];
  return {
    viewer,
    session,
    reads,
    loaders: reads.loaders,
    reference: reads.reference,
    jobs,
    rewardsRefresh,
    userRewardsRefresh,
    memberChanges,
    userChanges,
    hub,
    userStatuses,
    news,
    forgetLoaded(userGuid) {
      services.sharedReads.forget(userGuid);
      reads.forget();
    },
    apiVersion,
    redirectUrls,
    now: services.now,
  };
}
