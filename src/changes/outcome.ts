import { type InstitutionTrouble, isMxError, type MxErrorCode } from '../mx/errors.ts';

/** How a change ended, when it ended in a way that callers are expected to handle. */
export type Outcome<T> = Done<T> | Missing | Invalid | Conflict;

interface Done<T> {
  readonly kind: 'done';
  readonly value: T;
}

interface Missing {
  readonly kind: 'missing';
}

/** MX refused the input and does not say which part of it. */
interface Invalid {
  readonly kind: 'invalid';
}

/** Something is in the way. */
interface Conflict {
  readonly kind: 'conflict';
}

const kinds: Partial<Record<MxErrorCode, 'missing' | 'invalid' | 'conflict'>> = {
  NOT_FOUND: 'missing',
  INVALID_INPUT: 'invalid',
  CONFLICT: 'conflict',
};

/** The institution takes no part now. */
export interface InstitutionUnavailable {
  readonly kind: 'institution-unavailable';
  readonly trouble: InstitutionTrouble;
}

/** The same of a write that concerns an institution. */
export async function outcomeAtInstitution<T>(
  change: Promise<T>,
): Promise<Outcome<T> | InstitutionUnavailable> {
  try {
    return await outcomeOf(change);
  } catch (error) {
    if (!isMxError(error) || error.trouble === undefined) throw error;
    return { kind: 'institution-unavailable', trouble: error.trouble };
  }
}

/** The outcome of a write. Any other failure than an `Outcome` stays the `MxError` that it is. */
export async function outcomeOf<T>(change: Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await change };
  } catch (error) {
    const kind = isMxError(error) ? kinds[error.code] : undefined;
    if (kind === undefined) throw error;
    return { kind };
  }
}
