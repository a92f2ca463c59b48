import { AuthError } from './auth-error.ts';
import { isUserGuid } from './claims.ts';
import { createRechecked } from './rechecked.ts';
import type { SharedUserGuids } from './shared-user-guids.ts';

/**
 * Asks MX for the guid of the user with exactly this external id; null when no user has it, `DISABLED`
 * for a disabled user.
 */
export type FindUserGuid = (externalId: string) => Promise<string | null>;

export const DISABLED = 'disabled';

export interface UserGuidsOptions {
  readonly findUserGuid: FindUserGuid;
  /** What all replicas know; by default this process knows what it has asked itself. */
  readonly sharedGuids?: SharedUserGuids | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The most users that are cached; the least recently used user is dropped first. */
  readonly maxEntries?: number | undefined;
}

/** Finds the user of an external id. Asks MX once a minute for all replicas. */
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
  const { findUserGuid, sharedGuids, monotonicNow, maxEntries } = options;
  let changes = 0;

  async function ask(externalId: string): Promise<string | null> {
    try {
      const userGuid = await findUserGuid(externalId);
      if (userGuid === null || userGuid === DISABLED || isUserGuid(userGuid)) return userGuid;
      throw new TypeError('not the guid of a user');
    } catch (cause) {
      throw new AuthError('UNAVAILABLE', 'MX cannot resolve the user of the token', cause);
    }
  }

  async function askReplicas(externalId: string, mustBeNew: boolean) {
    if (sharedGuids === undefined || mustBeNew) return { answer: await ask(externalId), ageMs: 0 };
    const before = changes;
    return sharedGuids.read(
      externalId,
      () => ask(externalId),
      () => changes === before,
    );
  }

  const answers = createRechecked<string | null>({
    ask: askReplicas,
    isGood: isUserGuid,
    monotonicNow,
    maxEntries,
  });
  return {
    find: answers.get,
    findAtOnce: (externalId) => answers.getAtOnce(externalId) ?? undefined,
    // An unused external id may belong to this user now.
    forget(userGuid) {
      changes += 1;
      const externalIds: string[] = [];
      answers.forget((externalId, answer) => {
        if (answer === userGuid) externalIds.push(externalId);
        return answer === userGuid || !isUserGuid(answer);
      });
      sharedGuids?.forget(externalIds);
    },
  };
}
