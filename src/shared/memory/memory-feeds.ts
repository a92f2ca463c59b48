import type { Feed, FeedEntry, FeedListener, Feeds } from '../feeds.ts';

/** A replica that has a feed open. */
interface Reader {
  readonly replica: object;
  readonly listener: FeedListener;
  isOpen: boolean;
}

interface OpenFeed {
  readonly readers: Set<Reader>;
  holder: Reader | null;
  fence: number;
  /** Writes the last entry; null before the first. */
  last: (() => Pick<FeedEntry, 'text' | 'mark'>) | null;
}

/** The feeds of all replicas that `join` has let in. A feed is forgotten when nobody has it open. */
export function createMemoryFeeds(): { readonly join: () => Feeds & AsyncDisposable } {
  const feeds = new Map<string, OpenFeed>();

  function find(name: string): OpenFeed {
    const known = feeds.get(name);
    if (known !== undefined) return known;
    const feed: OpenFeed = { readers: new Set(), holder: null, fence: 0, last: null };
    feeds.set(name, feed);
    return feed;
  }

  function open(replica: object, name: string, listener: FeedListener): Feed {
    const feed = find(name);
    const self: Reader = { replica, listener, isOpen: true };
    const earlier = [...feed.readers].find((reader) => reader.replica === replica);
    if (earlier !== undefined) {
      earlier.isOpen = false;
      feed.readers.delete(earlier);
      if (feed.holder === earlier) feed.holder = self;
    }
    feed.readers.add(self);
    if (feed.last !== null) {
      tell(self, ({ onEntry }, last) => onEntry(last), { ...feed.last(), isLive: false });
    }

    function giveBack(): void {
      if (feed.holder !== self) return;
      feed.holder = null;
      for (const reader of others(feed, self)) tell(reader, ({ onVacant }) => onVacant(), null);
    }

    return {
      async take() {
        if (!self.isOpen) return 'away';
        if (feed.holder === self) return { fence: feed.fence };
        if (feed.holder !== null) return 'taken';
        feed.holder = self;
        feed.fence += 1;
        return { fence: feed.fence };
      },
      async publish({ fence }, write) {
        if (!self.isOpen) return 'away';
        if (feed.holder !== self || fence !== feed.fence) return 'refused';
        feed.last = write;
        for (const reader of others(feed, self)) {
          tell(reader, ({ onEntry }, entry) => onEntry(entry), { ...write(), isLive: true });
        }
        return 'published';
      },
      async release({ fence }) {
        if (fence === feed.fence) giveBack();
      },
      want() {
        if (feed.holder !== null && feed.holder !== self) {
          tell(feed.holder, ({ onWanted }) => onWanted(), null);
        }
      },
      isHeld: () => feed.holder === self,
      async [Symbol.asyncDispose]() {
        self.isOpen = false;
        feed.readers.delete(self);
        giveBack();
        if (feed.readers.size === 0 && feeds.get(name) === feed) feeds.delete(name);
      },
    };
  }

  return {
    join() {
      const joined = new Set<Feed>();
      return {
        open(name, listener) {
          const feed = open(joined, name, listener);
          joined.add(feed);
          const close = async () => {
            joined.delete(feed);
            await feed[Symbol.asyncDispose]();
          };
          return { ...feed, [Symbol.asyncDispose]: close };
        },
        async [Symbol.asyncDispose]() {
          for (const feed of [...joined]) await feed[Symbol.asyncDispose]();
        },
      };
    },
  };
}

function others({ readers }: OpenFeed, self: Reader): Reader[] {
  return [...readers].filter((reader) => reader !== self);
}

/** As from another process: later, and not after the reader has closed its feed. */
function tell<T>(reader: Reader, call: (listener: FeedListener, value: T) => void, value: T): void {
  queueMicrotask(() => {
    if (reader.isOpen) call(reader.listener, value);
  });
}
