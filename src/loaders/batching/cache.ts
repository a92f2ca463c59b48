import { LRUCache } from 'lru-cache';

export interface CacheOptions<T, Reader> {
  /**
   * The first read of a key, on behalf of a reader. A value that is passed to `keep` is cached from
   * then on.
   */
  readonly read: (key: string, reader: Reader, keep: (value: T) => T) => Promise<T>;
  /** Reads a key again, on behalf of no reader. */
  readonly refresh: (key: string) => Promise<T>;
  /**
   * How long a value counts as fresh. Older values are still served while one read refreshes them.
   */
  readonly ttlMs: number;
  /** False for a value that is not cached, such as null: MX may have the object a moment later. */
  readonly keeps?: (value: T) => boolean;
  /** The number of entries; the least recently used entry is removed first. */
  readonly maxEntries: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Called for each read; `stale` for an old value that is refreshed. */
  readonly onRead?: ((result: 'hit' | 'miss' | 'stale', reader: Reader) => void) | undefined;
}

/** A known value comes at once, because most are known, and one operation may need hundreds. */
export type Cache<T, Reader> = (key: string, reader: Reader) => T | Promise<T>;

interface Entry<T> {
  readonly value: T;
  readonly freshUntil: number;
  refreshing: boolean;
}

/**
 * A process-wide cache of data that no user owns (card products, institutions). A failed first read
 * is not cached; a failed refresh keeps the old value.
 */
export function createCache<T, Reader>({
  read,
  refresh,
  ttlMs,
  keeps = () => true,
  maxEntries,
  now,
  onRead = () => {},
}: CacheOptions<T, Reader>): Cache<T, Reader> {
  const entries = new LRUCache<string, Entry<T>>({ max: maxEntries });

  function put(key: string, value: T): T {
    if (keeps(value)) entries.set(key, { value, freshUntil: now() + ttlMs, refreshing: false });
    else entries.delete(key);
    return value;
  }

  async function startRefresh(key: string, entry: Entry<T>): Promise<void> {
    entry.refreshing = true;
    try {
      put(key, await refresh(key));
    } catch {
      entry.refreshing = false;
    }
  }

  return (key, reader) => {
    const entry = entries.get(key);
    if (entry === undefined) {
      onRead('miss', reader);
      return read(key, reader, (value) => put(key, value));
    }
    const isFresh = now() < entry.freshUntil;
    onRead(isFresh ? 'hit' : 'stale', reader);
    if (!isFresh && !entry.refreshing) void startRefresh(key, entry);
    return entry.value;
  };
}
