import type { UserCalls } from '../mx/api/user.ts';
import { isMxError } from '../mx/errors.ts';
import { AuthError } from './auth-error.ts';
import { createRechecked } from './rechecked.ts';

/** Asks MX whether the user exists and is not disabled. */
export type IsUserActive = (userGuid: string) => Promise<boolean>;

export interface ActiveUsersOptions {
  readonly isUserActive: IsUserActive;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The most users that are cached; the least recently used user is dropped first. */
  readonly maxEntries?: number | undefined;
}

/** Decides which users that tokens name by guid have access. Asks MX once a minute. */
export interface ActiveUsers {
  /**
   * True at first: the issuer has just vouched for the user, and a request must not wait for MX.
   *
   * @throws {AuthError} UNAVAILABLE when MX cannot report the user after a change
   */
  readonly isActive: IsUserActive;
  /** True if it is known without a call to MX that the user is active. */
  readonly isSurelyActive: (userGuid: string) => boolean;
  /** Call this when a user was changed or deleted. */
  readonly forget: (userGuid: string) => void;
}

export function createActiveUsers(options: ActiveUsersOptions): ActiveUsers {
  const { isUserActive, monotonicNow, maxEntries } = options;
  const answers = createRechecked<boolean>({
    async ask(userGuid) {
      try {
        return { answer: await isUserActive(userGuid), ageMs: 0 };
      } catch (cause) {
        throw new AuthError('UNAVAILABLE', 'MX cannot confirm that the user is active', cause);
      }
    },
    isGood: (isActive) => isActive,
    atFirst: true,
    // The token itself vouches for the user, even if MX is down for a long time.
    keptMs: Infinity,
    monotonicNow,
    maxEntries,
  });
  return {
    isActive: answers.get,
    isSurelyActive: (userGuid) => answers.getAtOnce(userGuid) === true,
    forget: (forgotten) => answers.forget((userGuid) => userGuid === forgotten),
  };
}

/** MX documents no effect of `is_disabled` on reads, so a successful read proves nothing. */
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
