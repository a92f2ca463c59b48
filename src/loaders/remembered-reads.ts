import { LRUCache } from 'lru-cache';
import type { OwnAccountKey, OwnMemberKey } from '../auth/keys.ts';
import type { AccountKey } from '../mx/api/account.ts';
import type { MemberKey } from '../mx/api/member-key.ts';

/** A read that an operation could not start before it had read a list. */
export type DependentRead =
  | { readonly kind: 'rewards' | 'status'; readonly key: OwnMemberKey }
  | { readonly kind: 'rewardsFields'; readonly key: OwnAccountKey };

/** A dependent read, whoever may make it. */
export type AnyRead =
  | { readonly kind: 'rewards' | 'status'; readonly key: MemberKey }
  | { readonly kind: 'rewardsFields'; readonly key: AccountKey };

/** The name under which a read is shared; those of one user differ. */
export function nameOf({ kind, key }: AnyRead): string {
  return kind === 'rewardsFields' ? `account ${key.accountGuid}` : `${kind} of ${key.memberGuid}`;
}

/** An operation of a caller, as the memory of its reads knows it. */
export interface OperationId {
  /** The operation, whoever runs it. */
  readonly operation: object;
  /** Equal for the same operation of the same caller. Called only where there is something to remember. */
  text(): string;
}

/**
 * The dependent reads of recent operations, so that the same operation of the same caller starts
 * them together with its lists. Only keys are remembered, never values: the lists are read all the
 * same, and say which of the reads count.
 */
export interface RememberedReads {
  readonly recall: (id: OperationId) => readonly DependentRead[];
  readonly remember: (id: OperationId, reads: readonly DependentRead[]) => void;
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
const NONE: readonly DependentRead[] = [];

export function createRememberedReads({
  monotonicNow,
  maxReads = MAX_READS,
}: RememberedReadsOptions): RememberedReads {
  const operations = new LRUCache<
    string,
    { readonly reads: readonly DependentRead[]; until: number }
  >({ maxSize: maxReads, sizeCalculation: ({ reads }) => reads.length });

  /** Most operations have no dependent reads, and need no text. */
  const withReads = new WeakSet<object>();

  return {
    recall(id) {
      if (!withReads.has(id.operation)) return NONE;
      const known = operations.get(id.text());
      return known !== undefined && monotonicNow() < known.until ? known.reads : NONE;
    },
    remember(id, reads) {
      if (reads.length === 0) return void operations.delete(id.text());
      withReads.add(id.operation);
      const until = monotonicNow() + REMEMBERED_READS_MS;
      const known = operations.get(id.text());
      // What lasts should not be replaced each time by its like, which V8 would have to move.
      if (known !== undefined && areSame(known.reads, reads)) known.until = until;
      else operations.set(id.text(), { reads, until });
    },
  };
}

/** True for the same reads of one caller in the same order. */
function areSame(some: readonly DependentRead[], others: readonly DependentRead[]): boolean {
  if (some.length !== others.length) return false;
  return some.every((read, at) => {
    const other = others[at];
    return (
      other !== undefined &&
      nameOf(read) === nameOf(other) &&
      read.key.userGuid === other.key.userGuid
    );
  });
}
