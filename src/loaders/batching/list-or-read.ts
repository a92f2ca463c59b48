import type { List } from '../../mx/client.ts';
import { missingAsNull } from '../../mx/not-found.ts';
import { type Settled, settleEach } from './batch.ts';

export interface CollapseOptions<K, P extends string, T> {
  /** Names the list that holds the object of this key. */
  readonly parentOf: (key: K) => P;
  /** True when that list is read already, or is being read. */
  readonly isListed: (parent: P) => boolean;
  /** The whole list, or null when MX does not know the parent. */
  readonly list: (parent: P) => Promise<List<T> | null>;
  readonly isSame: (key: K, item: T) => boolean;
  /** The read of one object, for a key that stands alone. */
  readonly read: (key: K) => Promise<T>;
}

/**
 * Serves a batch of single objects with as few calls as MX's API allows: one list for several
 * objects of one parent (or for any, when the list is there already), one read for a lone object.
 */
export async function collapse<K, P extends string, T>(
  keys: readonly K[],
  { parentOf, isListed, list, isSame, read }: CollapseOptions<K, P, T>,
): Promise<Settled<T | null>[]> {
  const siblings = new Map<string, number>();
  for (const key of keys) siblings.set(parentOf(key), (siblings.get(parentOf(key)) ?? 0) + 1);

  return settleEach(keys, async (key) => {
    const parent = parentOf(key);
    if (!isListed(parent) && (siblings.get(parent) ?? 0) < 2) return missingAsNull(read(key));
    const listed = await list(parent);
    const found = listed?.items.find((item) => isSame(key, item));
    // Only a list that is all there can tell that something does not exist.
    if (found === undefined && listed?.isComplete === false) return missingAsNull(read(key));
    return found ?? null;
  });
}
