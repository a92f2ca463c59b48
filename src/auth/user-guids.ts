import { AuthError } from './auth-error.ts';
import { isUserGuid } from './claims.ts';
import { createRechecked } from './rechecked.ts';

/**
 * Asks MX for the guid of the user with exactly this external id; null when no user has it, `DISABLED`
 * for a disabled user.
 */
export type FindUserGuid = (externalId: string) => Promise<string | null>;

export const DISABLED = 'disabled';

export interface UserGuidsOptions {
  readonly findUserGuid: FindUserGuid;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The most users that are cached; the least recently used user is dropped first. */
  readonly maxEntries?: number | undefined;
}

/** Finds the user of an external id. Asks MX once a minute for the whole process. */
export interface UserGuids {
  /**
   * Null for an id that no user has.
   *
   * @throws {AuthError} UNAVAILABLE when MX does not respond
   */
  readonly find: FindUserGuid;
  /** The guid of an active user, if it is known without a call to MX. */
  readonly findAtOnce: (externalId: string) => string | undefined;
  /** Call this when a user was created, changed or deleted. */
  readonly forget: (userGuid: string) => void;
}

export function createUserGuids(options: UserGuidsOptions): UserGuids {
  const { findUserGuid, monotonicNow, maxEntries } = options;

  async function ask(externalId: string): Promise<string | null> {
    try {
      const userGuid = await findUserGuid(externalId);
      if (userGuid === null || userGuid === DISABLED || isUserGuid(userGuid)) return userGuid;
      throw new TypeError('not the guid of a user');
    } catch (cause) {
      throw new AuthError('UNAVAILABLE', 'MX cannot resolve the user of the token', cause);
    }
  }

  const answers = createRechecked<string | null>({
    ask,
    isGood: isUserGuid,
    monotonicNow,
    maxEntries,
  });
  return {
    find: answers.get,
    findAtOnce: (externalId) => answers.getAtOnce(externalId) ?? undefined,
    // An unused external id may belong to this user now.
    forget: (userGuid) =>
      answers.forget((_externalId, answer) => answer === userGuid || !isUserGuid(answer)),
  };
}
