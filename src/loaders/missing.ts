import { isMxError } from '../mx/errors.ts';

/** What MX does not know reads as null; every other failure stays one. */
export async function missingAsNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isMxError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}
