/** What only metrics are told, and not the log. No function throws, and each costs little. */
export interface Measurements {
  /** A batch of a DataLoader. */
  readonly batch: (loader: string, keys: number) => void;
  /** A read of a user's data: made, or joined because it was in flight. */
  readonly sharedRead: (isJoined: boolean) => void;
  readonly cacheRead: (cache: CacheName, result: CacheResult) => void;
  /** A stream has started or ended. */
  readonly streams: (change: 1 | -1) => void;
  /**
   * A status with news that was just read.
   *
   * @param readAt milliseconds of the monotonic clock
   */
  readonly statusRead: (status: ReadStatus, readAt: number) => void;
  /**
   * An event of a stream is executed for the watchers that wait for it. Call the returned function
   * when all of them have been sent the result.
   */
  readonly eventStarted: (event: unknown) => (() => void) | undefined;
  /** MX has started a job of a member, or has accepted the answers to its challenges. */
  readonly jobChanged: (member: MeasuredMember, change: 'started' | 'answered') => void;
  /** A watched member has this status now. */
  readonly statusSeen: (status: MeasuredStatus) => void;
  /** A rewards refresh of one member has ended. */
  readonly refreshEnded: (outcome: string) => void;
}

export type CacheName = 'documents' | 'shared-data' | 'statuses';

/** `stale`: an old value was used while one read refreshes it. `joined`: a read in flight was used. */
export type CacheResult = 'hit' | 'miss' | 'stale' | 'joined';

export interface MeasuredMember {
  readonly userGuid: string;
  readonly memberGuid: string;
}

export interface MeasuredStatus {
  readonly key: MeasuredMember;
  /** MX's status; null for a member that is managed manually. */
  readonly connectionStatus: string | null;
  readonly isSettled: boolean;
}

const ignore = (): void => {};

export interface ReadStatus {
  readonly key: MeasuredMember;
  /** ISO 8601. */
  readonly observedAt: string;
}

/** For a gateway whose metrics nobody can read. */
export const noMeasurements: Measurements = {
  batch: ignore,
  sharedRead: ignore,
  cacheRead: ignore,
  streams: ignore,
  statusRead: ignore,
  eventStarted: () => undefined,
  jobChanged: ignore,
  statusSeen: ignore,
  refreshEnded: ignore,
};
