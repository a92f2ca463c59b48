import type { UserCalls, UserInput, UserModel } from '../mx/user.ts';
import { deletedOrMissing } from './missing.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** The writes to users. */
export interface UserChanges {
  readonly create: (input: UserInput) => Promise<Outcome<UserModel>>;
  readonly update: (userGuid: string, input: UserInput) => Promise<Outcome<UserModel>>;
  /** Permanent, with all members and accounts. False when there is no such user. */
  readonly delete: (userGuid: string) => Promise<boolean>;
  /** The user whose external id is in the way of another; null when it cannot be told. */
  readonly findByExternalId: (externalId: string) => Promise<UserModel | null>;
}

export interface UserChangesOptions {
  readonly users: UserCalls;
  /** Told of each user that may have another external id now, or none. */
  readonly onChanged: (userGuid: string) => void;
}

export function createUserChanges({ users, onChanged }: UserChangesOptions): UserChanges {
  return {
    create: (input) => outcomeOf(users.create(input)),
    update: (userGuid, input) =>
      outcomeOf(users.update(userGuid, input).finally(() => onChanged(userGuid))),
    delete: (userGuid) =>
      deletedOrMissing(users.delete(userGuid).finally(() => onChanged(userGuid))),
    async findByExternalId(externalId) {
      try {
        const { items } = await users.list({ externalId }, { page: 1, perPage: 10 });
        return items.find((user) => user?.externalId === externalId) ?? null;
      } catch {
        return null; // the conflict is the answer; a failure here must not replace it
      }
    },
  };
}
