import type { Batch } from '../../ledger.ts';
import type { List } from '../../mx/client.ts';
import { missingAsNull } from '../../mx/not-found.ts';
import { type Settled, settleEach } from './batch.ts';
import { type BatchListener, endWith } from './loader.ts';

/** The complete lists of one operation, each read once. */
export interface ListLoader<Parent, T> {
  /** The list; null if MX does not know the parent. */
  readonly load: (parent: Parent) => Promise<List<T> | null>;
  /** True once the list has been requested: an item of it then needs no separate read. */
  readonly isStarted: (parent: Parent) => boolean;
}

/** Each list is a batch of its own. */
export function createListLoader<Parent, T>(
  listener: BatchListener,
  name: string,
  read: (parent: Parent, batch: Batch) => Promise<List<T>>,
): ListLoader<Parent, T> {
  const started = new Map<Parent, Promise<List<T> | null>>();
  return {
    load(parent) {
      const known = started.get(parent);
      if (known !== undefined) return known;
      const batch = listener.batched(name, 1);
      const list = endWith(batch, missingAsNull(read(parent, batch)));
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
export function listOrRead<Key, Parent, T>(
  keys: readonly Key[],
  { parentOf, lists, isSame, read }: ListOrReadOptions<Key, Parent, T>,
): Promise<Settled<T | null>[]> {
  const findInList = async (key: Key, parent: Parent) => {
    const list = await lists.load(parent);
    const found = list?.items.find((item) => isSame(key, item));
    // Only a complete list proves that an object does not exist.
    if (found === undefined && list?.isComplete === false) return missingAsNull(read(key));
    return found ?? null;
  };
  const isAlone = toIsAlone(keys.map(parentOf));
  return settleEach(keys, (key) => {
    const parent = parentOf(key);
    const isInList = lists.isStarted(parent) || !isAlone(parent);
    return isInList ? findInList(key, parent) : missingAsNull(read(key));
  });
}

/** Tells which parents have a single key. */
function toIsAlone<Parent>(parents: readonly Parent[]): (parent: Parent) => boolean {
  if (parents.length === 1) return () => true;
  const counts = new Map<Parent, number>();
  for (const parent of parents) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  return (parent) => counts.get(parent) === 1;
}
