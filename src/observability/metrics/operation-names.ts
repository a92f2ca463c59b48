import { LRUCache } from 'lru-cache';
import { OTHER } from './series.ts';

/** The names of operations that metrics have series for. */
export interface OperationNames {
  /** The name itself, or `other`; `anonymous` without a name. */
  readonly labelOf: (name: string | null, hasSucceeded: boolean) => string;
}

export interface OperationNamesOptions {
  /**
   * How many successful operations a name needs before it has series of its own. 0 if only known
   * documents run, whose names are the operator's own.
   */
  readonly needed: number;
  /** The most names with series of their own. */
  readonly most?: number;
}

/** How many successful operations a name needs if clients choose the names. */
export const NEEDED = 10;
const MOST_NAMES = 100;
/** How many names are counted before they have series. The names of odd clients push each other out. */
const MAX_CANDIDATES = 1_000;

/** A run of hex digits as in a guid: a name should not say whose data it reads. */
const LIKE_AN_ID = /[\da-f]{8}/i;

/**
 * Clients choose the names of operations, and may choose another one each time. So only a name that
 * comes again has series of its own.
 */
export function createOperationNames({
  needed,
  most = MOST_NAMES,
}: OperationNamesOptions): OperationNames {
  const named = new Set<string>();
  const candidates = new LRUCache<string, { times: number }>({ max: MAX_CANDIDATES });

  function isNamedNow(name: string): boolean {
    const candidate = candidates.get(name) ?? { times: 0 };
    candidate.times += 1;
    if (candidate.times <= needed) {
      candidates.set(name, candidate);
      return false;
    }
    candidates.delete(name);
    named.add(name);
    return true;
  }

  return {
    labelOf(name, hasSucceeded) {
      if (name === null) return 'anonymous';
      if (named.has(name)) return name;
      if (!hasSucceeded || named.size >= most || LIKE_AN_ID.test(name)) return OTHER;
      return isNamedNow(name) ? name : OTHER;
    },
  };
}
