import type { Session } from './auth/authenticator.ts';
import type { Viewer } from './auth/viewer.ts';
import type { Jobs } from './changes/jobs.ts';
import type { MemberChanges } from './changes/member.ts';
import type { RewardsRefresh } from './changes/refresh/rewards-refresh.ts';
import type { UserChanges } from './changes/user.ts';
import {
  createOperationReads,
  type OperationReads,
  type ReadSources,
} from './loaders/operation-reads.ts';
import type { ApiVersion } from './mx/endpoints.ts';
import type { StatusHub } from './status/hub.ts';

/** What lives as long as the process. */
export interface Services extends ReadSources {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly apiVersion: ApiVersion;
  readonly hub: StatusHub;
  readonly userChanges: UserChanges;
  /** What changes members, within the limits of who asks for it. */
  readonly memberWork: Readonly<Record<Viewer['kind'], MemberWork>>;
  /** Where sign-ins may return to: origins, and schemes of apps with their colon. Empty: any https URL. */
  readonly redirectUrls: readonly string[];
}

export interface MemberWork {
  readonly jobs: Jobs;
  readonly rewardsRefresh: RewardsRefresh;
  readonly memberChanges: MemberChanges;
}

/** What one operation works with. Resolvers reach MX through these and in no other way. */
export interface Context extends MemberWork {
  readonly viewer: Viewer;
  readonly session: Session;
  readonly reads: OperationReads;
  /** Fresh for each operation and event, and again after `forgetLoaded`: take them from here each time. */
  readonly loaders: OperationReads['loaders'];
  readonly reference: OperationReads['reference'];
  readonly userChanges: UserChanges;
  readonly hub: StatusHub;
  readonly redirectUrls: readonly string[];
  /**
   * Called after a change: drops what this operation has read, and keeps everybody from joining
   * reads of this user that are in flight.
   */
  readonly forgetLoaded: (userGuid: string) => void;
  /** The MX version in use: some arguments cannot be expressed in every one. */
  readonly apiVersion: ApiVersion;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ContextOptions {
  readonly session: Session;
  /** Aborted when the client leaves. */
  readonly left: AbortSignal | undefined;
}

export function createContext(services: Services, options: ContextOptions): Context {
  const { session, left } = options;
  const { apiVersion, hub, userChanges, memberWork, redirectUrls } = services;
  const { viewer, caller } = session;
  const lane = viewer.kind === 'user' ? viewer.userGuid : caller;
  // Yoga copies what it is given onto a context of its own: what changes must be inside an object.
  const reads = createOperationReads(services, { lane, left });
  return {
    viewer,
    session,
    reads,
    loaders: reads.loaders,
    reference: reads.reference,
    ...memberWork[viewer.kind],
    userChanges,
    hub,
    forgetLoaded(userGuid) {
      services.sharedReads.forget(userGuid);
      reads.forget();
    },
    apiVersion,
    redirectUrls,
    now: services.now,
  };
}
