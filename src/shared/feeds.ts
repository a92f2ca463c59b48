/** The right to add readings to a feed. A later lease of the same feed has a higher fence. */
export interface Lease {
  readonly fence: number;
}

/** One reading of a feed. */
export interface FeedEntry {
  /** The reading as JSON, as its poller wrote it. */
  readonly text: string;
  /**
   * One line about the reading that is not compared. A reading with the same `text` as the last one is not
   * kept again, but its mark replaces the last mark, and all replicas hear of it.
   */
  readonly mark: string;
  /** False for an entry that was added before this replica opened the feed, or while it was cut off. */
  readonly isLive: boolean;
}

/** What the others do with a feed that this replica has open. Calls come in order, and never throw. */
export interface FeedListener {
  /** A reading of another replica. Readings that were missed come late, but in order. */
  readonly onEntry: (entry: FeedEntry) => void;
  /** Nobody holds the lease any more: its holder gave it back, ended, or lost its connection. */
  readonly onVacant: () => void;
  /** Another replica waits for a reading, and this one holds the lease. */
  readonly onWanted: () => void;
}

/** One feed that this replica has open. Disposing gives the lease back and ends the calls of the listener. */
export interface Feed extends AsyncDisposable {
  /**
   * Takes the lease, if nobody else holds it, or keeps it. `taken` if a running replica holds it.
   * Without a call to Redis where the answer is known. `away`: no lease can be had or trusted.
   */
  readonly take: () => Promise<Lease | 'taken' | 'away'>;
  /**
   * Adds a reading. `refused` if the lease has ended, or another replica has taken it: the reading
   * must then not be used as this feed's, and the others do not hear of it.
   *
   * @param write called if anybody reads the entry, now or later
   */
  readonly publish: (
    lease: Lease,
    write: () => Pick<FeedEntry, 'text' | 'mark'>,
  ) => Promise<'published' | 'refused' | 'away'>;
  /** Gives the lease back, so that another replica takes it at once. */
  readonly release: (lease: Lease) => Promise<void>;
  /** Tells the holder of the lease that this replica waits for a reading. */
  readonly want: () => void;
  /** True if this replica holds a lease that it may still use. */
  readonly isHeld: () => boolean;
}

/**
 * Readings of MX that replicas share: at any time one replica, the holder of a feed's lease, reads MX
 * and adds what it has read; the others listen. The last entries of a feed are kept for ten minutes.
 */
export interface Feeds {
  /**
   * Opens a feed. The listener first gets the last entry that is kept, if there is one. If this
   * replica has the feed open already, the earlier one is closed, and its lease goes over to the new
   * one.
   *
   * @param name a name without secrets, at most 256 characters
   */
  readonly open: (name: string, listener: FeedListener) => Feed;
}

/** Kept entries of a feed, as long as their texts have no more than `MAX_FEED_BYTES` together. */
export const MAX_FEED_ENTRIES = 50;
export const MAX_FEED_BYTES = 256 * 1_024;
/** How long a feed is kept after its last entry, in milliseconds. */
export const FEED_KEPT_MS = 600_000;
