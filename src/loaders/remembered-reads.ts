import { LRUCache } from 'lru-cache';
import type { OwnAccountKey, OwnMemberKey } from '../auth/keys.ts';

/** A read that an operation could not start before it had read a list. */
export type DependentRead =
  | { readonly kind: 'rewards' | 'status'; readonly key: OwnMemberKey }
  | { readonly kind: 'rewardsFields'; readonly key: OwnAccountKey };

/**
 * The dependent reads of recent operations, so that the same operation of the same caller starts
 * them together with its lists. Only keys are remembered, never values: the lists are read all the
 * same, and say which of the reads count.
 */
export interface RememberedReads {
  readonly recall: (operationId: string) => readonly DependentRead[];
  readonly remember: (operationId: string, reads: readonly DependentRead[]) => void;
}

export interface RememberedReadsOptions {
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The number of reads that are remembered; those of the operation that ran longest ago go first. */
  readonly maxReads?: number;
}

export const REMEMBERED_READS_MS = 3_600_000;
/** About 15 MB. */
const MAX_READS = 50_000;

export function createRememberedReads({
  monotonicNow,
  maxReads = MAX_READS,
}: RememberedReadsOptions): RememberedReads {
  const operations = new LRUCache<
    string,
    { readonly reads: readonly DependentRead[]; readonly until: number }
  >({ maxSize: maxReads, sizeCalculation: ({ reads }) => reads.length });

  return {
    recall(operationId) {
      const known = operations.get(operationId);
      return known !== undefined && monotonicNow() < known.until ? known.reads : [];
    },
    remember(operationId, reads) {
      if (reads.length === 0) operations.delete(operationId);
      else operations.set(operationId, { reads, until: monotonicNow() + REMEMBERED_READS_MS });
    },
  };
}
