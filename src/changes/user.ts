import type { Administrator } from '../auth/keys.ts';
import type { UserCalls, UserInput, UserModel } from '../mx/api/user.ts';
import { badResponse } from '../mx/errors.ts';
import { type CreationOutcome, type FirstResults, type Origin, toKey } from './first-results.ts';
import { type DeletionOutcome, type Outcome, toDeletionOutcome, toOutcome } from './outcome.ts';

/** The writes to users. */
export interface UserChanges {
  /** A repeated creation creates one user (`first-results.ts`). */
  readonly create: (
    administrator: Administrator,
    input: UserInput,
    origin: Origin,
  ) => Promise<CreationOutcome<UserModel>>;
  readonly update: (
    administrator: Administrator,
    userGuid: string,
    input: UserInput,
  ) => Promise<Outcome<UserModel>>;
  /** Deletes a user permanently, with all members and accounts. */
  readonly delete: (administrator: Administrator, userGuid: string) => Promise<DeletionOutcome>;
  /** The existing user with the same external id; null if it cannot be identified. */
  readonly findByExternalId: (
    administrator: Administrator,
    externalId: string,
  ) => Promise<UserModel | null>;
}

export interface UserChangesOptions {
  readonly users: UserCalls;
  readonly firstResults: FirstResults;
  /** Called for each user whose external id may have been set, changed or removed. */
  readonly onChanged: (userGuid: string) => void;
  /** Called for each user that was deleted. */
  readonly onDeleted: (userGuid: string) => void;
}

export function createUserChanges(options: UserChangesOptions): UserChanges {
  const { users, firstResults, onChanged, onDeleted } = options;

  async function findByExternalId(externalId: string): Promise<UserModel | null> {
    const found = await users.findByExternalId(externalId);
    if (found === 'ambiguous') throw badResponse('two users with one external id');
    return found;
  }

  function reportChange(user: UserModel): UserModel {
    onChanged(user.guid);
    return user;
  }

  async function findMade(externalId: string): Promise<UserModel | null> {
    const found = await findByExternalId(externalId);
    return found === null ? null : reportChange(found);
  }

  return {
    create(_administrator, input, origin) {
      const { externalId } = input;
      const isNamed = typeof externalId === 'string';
      return firstResults.create({
        what: 'user',
        key: toKey(origin, externalId),
        input,
        make: () => toOutcome(users.create(input).then(reportChange)),
        find: isNamed ? () => findMade(externalId) : undefined,
        isSafe: false,
      });
    },
    update: (_administrator, userGuid, input) =>
      toOutcome(users.update(userGuid, input).finally(() => onChanged(userGuid))),
    delete(_administrator, userGuid) {
      const deletion = users.delete(userGuid).then(() => onDeleted(userGuid));
      return toDeletionOutcome(deletion.finally(() => onChanged(userGuid)));
    },
    async findByExternalId(_administrator, externalId) {
      try {
        return await findByExternalId(externalId);
      } catch {
        return null; // the conflict is the answer; a failure here must not replace it
      }
    },
  };
}
