import DataLoader from 'dataloader';

/** Receives the size of each batch of a loader. */
export interface BatchListener {
  batched(loader: string, keys: number): void;
}

/** A DataLoader that reports its batches. */
export function createLoader<Key, Value, CacheKey = Key>(
  listener: BatchListener,
  name: string,
  read: DataLoader.BatchLoadFn<Key, Value>,
  options?: DataLoader.Options<Key, Value, CacheKey>,
): DataLoader<Key, Value, CacheKey> {
  return new DataLoader<Key, Value, CacheKey>((keys) => {
    listener.batched(name, keys.length);
    return read(keys);
  }, options);
}
