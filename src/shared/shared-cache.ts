/** A text of the cache. */
export interface CachedText {
  readonly text: string;
  /** Milliseconds since it was kept, by the clock of the cache; 0 for a text that was just loaded. */
  readonly ageMs: number;
}

/**
 * A second level behind the caches of each process. In the only process it keeps nothing, because the
 * caches in front of it do. While the state is away, callers load by themselves.
 */
export interface SharedCache {
  /**
   * The kept text of a key, or the text that one replica loads now while the others wait for it, for at
   * most `LOAD_WAIT_MS`. Null is not kept. Rejects with the error of `load` only.
   *
   * @param key a name without secrets, at most 512 characters
   */
  readonly read: (
    key: string,
    options: {
      readonly ttlMs: number;
      readonly load: () => Promise<string | null>;
      readonly signal?: AbortSignal | undefined;
    },
  ) => Promise<CachedText | null>;
  /** Removes the keys. */
  readonly forget: (keys: readonly string[]) => Promise<void>;
}

/** After this time a replica loads by itself what another one is loading. */
export const LOAD_WAIT_MS = 2_000;
/** Longer texts are not kept. */
export const MAX_CACHED_BYTES = 256 * 1_024;

export function asLoaded(text: string | null): CachedText | null {
  return text === null ? null : { text, ageMs: 0 };
}
