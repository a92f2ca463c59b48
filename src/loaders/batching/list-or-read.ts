import type { List } from '../../mx/client.ts';
import { missingAsNull } from '../../mx/not-found.ts';
import { type Settled, settleEach } from './batch.ts';

/** The complete lists of one operation, each read once. */
export interface ListLoader<Parent, T> {
  /** The list; null if MX does not know the parent. */
  readonly load: (parent: Parent) => Promise<List<T> | null>;
  /** True once the list has been requested: an item of it then needs no separate read. */
  readonly isStarted: (parent: Parent) => boolean;
}

export function createListLoader<Parent, T>(
  read: (parent: Parent) => Promise<List<T>>,
): ListLoader<Parent, T> {
  const started = new Map<Parent, Promise<List<T> | null>>();
  return {
    load(parent) {
      const list = started.get(parent) ?? missingAsNull(read(parent));
      started.set(parent, list);
      return list;
    },
    isStarted: (parent) => started.has(parent),
  };
}

export interface ListOrReadOptions<Key, Parent, T> {
  /** The parent whose list contains the object of this key. */
  readonly parentOf: (key: Key) => Parent;
  readonly lists: ListLoader<Parent, T>;
  readonly isSame: (key: Key, item: T) => boolean;
  /** The read of one object, for a key without siblings. */
  readonly read: (key: Key) => Promise<T>;
}

/**
 * Serves a batch of single objects with as few calls as MX's API allows. It uses one list for
 * several objects of one parent, or for any object if the list has already been requested, and one
 * read for a single object.
 */
export async function listOrRead<Key, Parent, T>(
  keys: readonly Key[],
  { parentOf, lists, isSame, read }: ListOrReadOptions<Key, Parent, T>,
): Promise<Settled<T | null>[]> {
  const siblings = new Map<Parent, number>();
  for (const key of keys) siblings.set(parentOf(key), (siblings.get(parentOf(key)) ?? 0) + 1);

  return settleEach(keys, async (key) => {
    const parent = parentOf(key);
    const isAlone = (siblings.get(parent) ?? 0) < 2;
    if (isAlone && !lists.isStarted(parent)) return missingAsNull(read(key));
    const list = await lists.load(parent);
    const found = list?.items.find((item) => isSame(key, item));
    // Only a complete list proves that an object does not exist.
    if (found === undefined && list?.isComplete === false) return missingAsNull(read(key));
    return found ?? null;
  });
}
