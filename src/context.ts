import type { Session } from './auth/authenticator.ts';
import type { Viewer } from './auth/viewer.ts';
import type { Jobs } from './changes/jobs.ts';
import type { MemberChanges } from './changes/member.ts';
import type { RewardsRefresh } from './changes/refresh/rewards-refresh.ts';
import type { UserRewardsRefresh } from './changes/refresh/user-rewards-refresh.ts';
import type { UserChanges } from './changes/user.ts';
import type { Departure } from './departure.ts';
import type { LedgerListener } from './ledger.ts';
import {
  type ChangeCalls,
  createOperationReads,
  type OperationReads,
  type ReadSources,
} from './loaders/operation-reads.ts';
import type { OperationId } from './loaders/remembered-reads.ts';
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
  /** The changes of one operation, with the limits of each kind of caller. */
  readonly startChanges: Readonly<Record<Viewer['kind'], (calls: ChangeCalls) => Changes>>;
  /** The refreshes that operations share, with the same limits. */
  readonly refreshes: Readonly<Record<Viewer['kind'], Refreshes>>;
  /**
   * The targets that a sign-in may return to: origins, and schemes of apps with their colon. If
   * empty, any https URL is allowed.
   */
  readonly redirectUrls: readonly string[];
}

export interface Changes {
  readonly jobs: Jobs;
  readonly memberChanges: MemberChanges;
  readonly userChanges: UserChanges;
}

export interface Refreshes {
  readonly rewardsRefresh: RewardsRefresh;
  readonly userRewardsRefresh: UserRewardsRefresh;
}

/** The context of one operation. Resolvers reach MX only through it. */
export interface Context extends Changes, Refreshes {
  readonly viewer: Viewer;
  readonly session: Session;
  readonly reads: OperationReads;
  /**
   * Fresh for each operation and event, and again after `forgetLoaded`, so read loaders from here
   * each time.
   */
  readonly loaders: OperationReads['loaders'];
  readonly reference: OperationReads['reference'];
  readonly hub: StatusHub;
  readonly userStatuses: UserStatuses;
  readonly news: Pick<NewsFeed, 'watch'>;
  readonly redirectUrls: readonly string[];
  /**
   * Called after a change: drops everything that this operation has read. Afterwards no operation
   * joins a read of this user that is already in flight.
   */
  forgetLoaded(userGuid: string): void;
  /** The MX version in use: some arguments cannot be expressed in every version. */
  readonly apiVersion: ApiVersion;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ContextOptions {
  readonly session: Session;
  /** Null if the reads of the operation are not remembered. */
  readonly operationId: OperationId | null;
  /** Aborted when the client disconnects. */
  readonly left: Departure | undefined;
  /** Calls to MX that the operation has made with another context. */
  readonly callsBefore?: number;
  /** Notified of the reads from MX. */
  readonly listener?: LedgerListener | undefined;
}

export function createContext(services: Services, options: ContextOptions): Context {
  return new OperationContext(services, options);
}

/** State that changes is inside `reads`. */
class OperationContext implements Context {
  readonly session: Session;
  readonly reads: OperationReads;
  readonly #services: Services;
  #changes: Changes | undefined;

  constructor(services: Services, { session, ...reader }: ContextOptions) {
    const { viewer, caller } = session;
    const lane = viewer.kind === 'user' ? viewer.userGuid : caller;
    this.session = session;
    this.reads = createOperationReads(services, { lane, ...reader });
    this.#services = services;
  }

  get viewer() {
    return this.session.viewer;
  }

  get loaders() {
    return this.reads.loaders;
  }

  get reference() {
    return this.reads.reference;
  }

  get #work(): Changes {
    const start = this.#services.startChanges[this.viewer.kind];
    return (this.#changes ??= start(this.reads.changeCalls()));
  }

  get #refreshes(): Refreshes {
    return this.#services.refreshes[this.viewer.kind];
  }

  get jobs() {
    return this.#work.jobs;
  }

  get rewardsRefresh() {
    return this.#refreshes.rewardsRefresh;
  }

  get userRewardsRefresh() {
    return this.#refreshes.userRewardsRefresh;
  }

  get memberChanges() {
    return this.#work.memberChanges;
  }

  get userChanges() {
    return this.#work.userChanges;
  }

  get hub() {
    return this.#services.hub;
  }

  get userStatuses() {
    return this.#services.userStatuses;
  }

  get news() {
    return this.#services.news;
  }

  get redirectUrls() {
    return this.#services.redirectUrls;
  }

  get apiVersion() {
    return this.#services.apiVersion;
  }

  get now() {
    return this.#services.now;
  }

  forgetLoaded(userGuid: string): void {
    this.#services.sharedReads.forget(userGuid);
    this.reads.forget();
  }
}
