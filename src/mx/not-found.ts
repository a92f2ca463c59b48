import { isMxError } from './errors.ts';

/** Turns NOT_FOUND into null; every other failure stays a failure. */
export async function missingAsNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isMxError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}
