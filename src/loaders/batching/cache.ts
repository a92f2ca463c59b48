import { LRUCache } from 'lru-cache';

export interface CacheOptions<T, Reader> {
  /** The first read of a key, for whoever wants it. What is given to `keep` is kept from then on. */
  readonly read: (key: string, reader: Reader, keep: (value: T) => T) => Promise<T>;
  /** Reads a key again, for nobody in particular. */
  readonly refresh: (key: string) => Promise<T>;
  /** How long an answer counts as fresh. Older ones are still served while one read refreshes them. */
  readonly ttlMs: number;
  /** False for an answer that is forgotten at once: what MX lacks today it may have in a moment. */
  readonly keeps?: (value: T) => boolean;
  /** Entries kept; the one that was wanted longest ago goes first. */
  readonly maxEntries: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
}

export type Cache<T, Reader> = (key: string, reader: Reader) => Promise<T>;

interface Entry<T> {
  readonly value: T;
  readonly freshUntil: number;
  refreshing: boolean;
}

/**
 * A process-wide cache of what no user owns (card products, institutions). A failed first read is not
 * kept; a failed refresh keeps what there was.
 */
export function createCache<T, Reader>({
  read,
  refresh,
  ttlMs,
  keeps = () => true,
  maxEntries,
  now,
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

  return async (key, reader) => {
    const entry = entries.get(key);
    if (entry === undefined) return read(key, reader, (value) => put(key, value));
    if (now() >= entry.freshUntil && !entry.refreshing) void startRefresh(key, entry);
    return entry.value;
  };
}
