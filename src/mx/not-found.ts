import { isMxError } from './errors.ts';

/** Deletes an object; false when MX does not know it. Any other refusal stays a failure. */
export async function deletedOrMissing(deletion: Promise<void>): Promise<boolean> {
  return (await missingAsNull(deletion.then(() => true))) ?? false;
}

/** Turns NOT_FOUND into null; every other failure stays a failure. */
export async function missingAsNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isMxError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}
