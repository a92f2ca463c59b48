import type { UserCalls } from '../mx/api/user.ts';
import { DISABLED, type FindUserGuid } from './user-guids.ts';

/**
 * Finds a user by the partner's own id. If two users have the same id, both are treated as
 * disabled.
 */
export function createFindUserGuid({
  findByExternalId,
}: Pick<UserCalls, 'findByExternalId'>): FindUserGuid {
  return async (externalId) => {
    const user = await findByExternalId(externalId);
    if (user === 'ambiguous' || user?.isDisabled === true) return DISABLED;
    return user?.guid ?? null;
  };
}
