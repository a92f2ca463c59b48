import { isMxError } from '../mx/errors.ts';

/**
 * When MX is searched after a creation without a usable response: at once, and again after the time
 * in which MX may not know a new object yet.
 */
const PAUSES_MS = [0, 500, 1_000];
/** How long one search may take. The client has already waited for the creation itself. */
const SEARCH_MS = 2_000;

export interface ReconcileOptions<T> {
  /** Searches MX for the object. */
  readonly find: () => Promise<T | null>;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * The object that a creation with an unknown outcome has made; null if MX shows none, or cannot be
 * searched, so that the outcome stays unknown.
 */
export async function findMade<T>({ find, sleep }: ReconcileOptions<T>): Promise<T | null> {
  for (const pauseMs of PAUSES_MS) {
    if (pauseMs > 0) await sleep(pauseMs);
    const search = find().catch(() => null);
    const found = await Promise.race([search, sleep(SEARCH_MS).then(() => null)]);
    if (found !== null) return found;
  }
  return null;
}

/** True if MX may have made the change despite the error. */
export function mayBeMade(error: unknown): boolean {
  return isMxError(error) && (error.code === 'OUTCOME_UNKNOWN' || error.mayBeDone);
}
