import { AuthError } from './auth-error.ts';
import { isUserGuid } from './claims.ts';
import { createRechecked } from './rechecked.ts';

/** Asks MX for the user with exactly this external id; null when there is none who may come in. */
export type FindUserGuid = (externalId: string) => Promise<string | null>;

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
   * Null for an id that no user has, or a disabled one.
   *
   * @throws {AuthError} UNAVAILABLE when MX cannot tell
   */
  readonly find: FindUserGuid;
  /** To be called when a user was changed or deleted. */
  readonly forget: (userGuid: string) => void;
}

export function createUserGuids(options: UserGuidsOptions): UserGuids {
  const { findUserGuid, monotonicNow, maxEntries } = options;

  async function ask(externalId: string): Promise<string | null> {
    try {
      const userGuid = await findUserGuid(externalId);
      if (userGuid !== null && !isUserGuid(userGuid)) throw new TypeError('not the guid of a user');
      return userGuid;
    } catch (cause) {
      throw new AuthError('UNAVAILABLE', 'MX cannot tell whose token it is', cause);
    }
  }

  const answers = createRechecked<string | null>({
    ask,
    isGood: (userGuid) => userGuid !== null,
    monotonicNow,
    maxEntries,
  });
  return {
    find: answers.get,
    forget: (userGuid) => answers.forget((_externalId, answer) => answer === userGuid),
  };
}
