import { AuthError } from './auth-error.ts';
import { isUserGuid } from './claims.ts';
import { createRechecked } from './rechecked.ts';

/**
 * Asks MX for the guid of the user with exactly this external id; null when there is none, `DISABLED`
 * for one who may not come in.
 */
export type FindUserGuid = (externalId: string) => Promise<string | null>;

export const DISABLED = 'disabled';

export interface UserGuidsOptions {
  readonly findUserGuid: FindUserGuid;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Users remembered; the one that was asked for longest ago goes first. */
  readonly maxEntries?: number | undefined;
}

/** Which user an external id belongs to, asked once a minute for the whole process. */
export interface UserGuids {
  /**
   * Null for an id that no user has.
   *
   * @throws {AuthError} UNAVAILABLE when MX cannot tell
   */
  readonly find: FindUserGuid;
  /** To be called when a user was created, changed or deleted. */
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
    // An id that was nobody's may be theirs now.
    forget: (userGuid) =>
      answers.forget((_externalId, answer) => answer === userGuid || !isUserGuid(answer)),
  };
}
