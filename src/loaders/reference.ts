export interface ReferenceOptions<T> {
  readonly read: (key: string) => Promise<T>;
  /** How long an answer counts as fresh. Older ones are still served while one read refreshes them. */
  readonly ttlMs: number;
  /** False for an answer that is forgotten at once: what MX lacks today it may have in a moment. */
  readonly keeps?: (value: T) => boolean;
  /** Entries kept; the one that was written longest ago goes first. */
  readonly maxEntries: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
}

export type Reference<T> = (key: string) => Promise<T>;

interface Entry<T> {
  value: Promise<T>;
  freshUntil: number;
  refreshing: boolean;
}

/**
 * A process-wide cache of what no user owns (card products, institutions): one read per key and
 * TTL, whoever asks. A failed first read is not kept; a failed refresh keeps what there was.
 */
export function createReference<T>({
  read,
  ttlMs,
  keeps = () => true,
  maxEntries,
  now,
}: ReferenceOptions<T>): Reference<T> {
  const entries = new Map<string, Entry<T>>();

  function put(key: string, value: Promise<T>) {
    entries.delete(key);
    entries.set(key, { value, freshUntil: now() + ttlMs, refreshing: false });
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
  }

  function refresh(key: string, entry: Entry<T>) {
    entry.refreshing = true;
    read(key).then(
      (value) => {
        if (keeps(value)) put(key, Promise.resolve(value));
        else entries.delete(key);
      },
      () => {
        entry.refreshing = false;
      },
    );
  }

  return (key) => {
    const entry = entries.get(key);
    if (entry !== undefined) {
      if (now() >= entry.freshUntil && !entry.refreshing) refresh(key, entry);
      return entry.value;
    }
    const value = read(key);
    put(key, value);
    const forget = () => {
      if (entries.get(key)?.value === value) entries.delete(key);
    };
    value.then((answer) => keeps(answer) || forget(), forget);
    return value;
  };
}
