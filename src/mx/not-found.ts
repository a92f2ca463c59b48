import { isMxError } from './errors.ts';

/** Deletes; false when there was nothing that MX knows. Any other refusal stays a failure. */
export async function deletedOrMissing(deletion: Promise<void>): Promise<boolean> {
  return (await missingAsNull(deletion.then(() => true))) ?? false;
}

/** What MX does not know reads as null; every other failure stays one. */
export async function missingAsNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isMxError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}
