import type { SharedCache } from './shared-cache.ts';

export interface ReadThroughOptions<T> {
  readonly ttlMs: number;
  /** Null is not kept. */
  readonly load: () => Promise<T | null>;
  /** True for a value of the current form: another version of the gateway may have kept another. */
  readonly isValue: (value: unknown) => value is T;
  readonly signal?: AbortSignal | undefined;
}

/** Reads a value that replicas share. Rejects with the error of `load` only. */
export async function readThrough<T>(
  cache: SharedCache,
  key: string,
  { ttlMs, load, isValue, signal }: ReadThroughOptions<T>,
): Promise<T | null> {
  let own: { readonly value: T | null } | undefined;
  const kept = await cache.read(key, {
    ttlMs,
    async load() {
      const value = await load();
      own = { value };
      return value === null ? null : JSON.stringify(value);
    },
    signal,
  });
  if (own !== undefined) return own.value;
  const value = kept === null ? null : parse(kept.text);
  return isValue(value) ? value : load();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
