import { isMxError } from './errors.ts';

/** Turns NOT_FOUND into null; every other failure stays a failure. */
export function missingAsNull<T>(read: Promise<T>): Promise<T | null> {
  return read.then<T, null>(undefined, toNull);
}

function toNull(error: unknown): null {
  if (isMxError(error, 'NOT_FOUND')) return null;
  throw error;
}
