import type { UserCalls } from '../mx/api/user.ts';
import { isMxError } from '../mx/errors.ts';
import { AuthError } from './auth-error.ts';
import { createRechecked } from './rechecked.ts';

/** Asks MX whether there is such a user, and whether they are not disabled. */
export type IsUserActive = (userGuid: string) => Promise<boolean>;

export interface ActiveUsersOptions {
  readonly isUserActive: IsUserActive;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Users remembered; the one that was asked for longest ago goes first. */
  readonly maxEntries?: number | undefined;
}

/** Which of the users that tokens name by guid are let in, asked once a minute. */
export interface ActiveUsers {
  /**
   * True at first: the issuer has just vouched for them, and a request is not to wait for MX.
   *
   * @throws {AuthError} UNAVAILABLE when MX cannot tell what a change here has made of them
   */
  readonly isActive: IsUserActive;
  /** To be called when a user was changed or deleted. */
  readonly forget: (userGuid: string) => void;
}

export function createActiveUsers(options: ActiveUsersOptions): ActiveUsers {
  const { isUserActive, monotonicNow, maxEntries } = options;
  const answers = createRechecked<boolean>({
    ask: (userGuid) =>
      isUserActive(userGuid).catch((cause: unknown) => {
        throw new AuthError('UNAVAILABLE', 'MX cannot confirm that the user is active', cause);
      }),
    isGood: (isActive) => isActive,
    atFirst: true,
    // The token itself vouches for them, however long MX is away.
    keptMs: Infinity,
    monotonicNow,
    maxEntries,
  });
  return {
    isActive: answers.get,
    forget: (forgotten) => answers.forget((userGuid) => userGuid === forgotten),
  };
}

/** MX documents no effect of `is_disabled` on reads: whether they still answer does not count. */
export function createIsUserActive({ read }: Pick<UserCalls, 'read'>): IsUserActive {
  return async (userGuid) => {
    try {
      return (await read(userGuid)).isDisabled !== true;
    } catch (error) {
      if (isMxError(error, 'NOT_FOUND')) return false;
      throw error;
    }
  };
}
