import type { Session } from './auth/authenticator.ts';
import type { Viewer } from './auth/viewer.ts';
import { createLoaders, type Loaders } from './loaders/loaders.ts';
import type { MemberChanges } from './loaders/member-changes.ts';
import type { ReferenceData } from './loaders/reference-data.ts';
import type { LoaderSources } from './loaders/sources.ts';
import type { UserChanges } from './loaders/user-changes.ts';
import type { ApiVersion } from './mx/headers.ts';
import type { StatusHub } from './status/hub.ts';
import type { Jobs } from './status/jobs.ts';
import type { RewardsRefresh } from './status/rewards-refresh.ts';

/** What lives as long as the process. */
export interface Services extends LoaderSources {
  readonly reference: ReferenceData;
  readonly hub: StatusHub;
  readonly jobs: Jobs;
  readonly rewardsRefresh: RewardsRefresh;
  readonly userChanges: UserChanges;
  readonly memberChanges: MemberChanges;
  /** Where sign-ins may return to: origins, and schemes of apps with their colon. Empty: any https URL. */
  readonly redirectUrls: readonly string[];
}

/** What one operation works with. Resolvers reach MX through these and in no other way. */
export interface Context {
  readonly viewer: Viewer;
  readonly session: Session;
  /** The client's IP address. */
  readonly address: string;
  /** Fresh for each operation, and again after `forgetLoaded`: take them from here each time. */
  readonly loaders: Loaders;
  readonly reference: ReferenceData;
  readonly userChanges: UserChanges;
  readonly memberChanges: MemberChanges;
  readonly jobs: Jobs;
  readonly hub: StatusHub;
  readonly rewardsRefresh: RewardsRefresh;
  readonly redirectUrls: readonly string[];
  /**
   * Drops what this operation has read, and keeps it from joining reads of this user that are
   * under way: called after a change, and before each event of a subscription is resolved.
   */
  readonly forgetLoaded: (userGuid: string) => void;
  /** The MX version in use: some arguments cannot be expressed in every one. */
  readonly apiVersion: ApiVersion;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createContext(services: Services, session: Session, address: string): Context {
  const { mx, flights, ...shared } = services;
  // Yoga copies what it is given onto a context of its own: what changes must be inside an object.
  const loaders = createLoaders(services);
  return {
    ...shared,
    session,
    address,
    viewer: session.viewer,
    loaders,
    apiVersion: mx.apiVersion,
    forgetLoaded(userGuid) {
      flights.forget(userGuid);
      Object.assign(loaders, createLoaders(services));
    },
  };
}
