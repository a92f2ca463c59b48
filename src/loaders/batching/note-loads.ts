import type DataLoader from 'dataloader';

/** The same loader, which calls `onLoad` before each load of a key. */
export function noteLoads<Key, Value, CacheKey>(
  loader: DataLoader<Key, Value, CacheKey>,
  onLoad: (key: Key) => void,
): DataLoader<Key, Value, CacheKey> {
  const load = loader.load.bind(loader);
  return Object.assign(loader, {
    load(key: Key) {
      onLoad(key);
      return load(key);
    },
  });
}
