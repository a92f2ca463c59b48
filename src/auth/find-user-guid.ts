import type { UserCalls } from '../mx/api/user.ts';
import { badResponse } from '../mx/errors.ts';
import { DISABLED, type FindUserGuid } from './user-guids.ts';

const FIRST_PAGE = { page: 1, perPage: 10 } as const;

/**
 * Finds a user by the partner's own id. MX filters its list (`listUsers` with `id`, MX Platform API
 * v20111101); whether it ignores case or takes parts is not documented, so that only an answer with
 * exactly this id counts. Two of them let nobody in.
 */
export function createFindUserGuid({ list }: Pick<UserCalls, 'list'>): FindUserGuid {
  return async (externalId) => {
    const { items, unread } = await list({ externalId }, FIRST_PAGE);
    // A row that cannot be read may be a second one, or the only one.
    if (unread.length > 0) throw badResponse('a user without guid');
    const [user, ...others] = items.filter((each) => each?.externalId === externalId);
    if (others.length > 0 || user?.isDisabled === true) return DISABLED;
    return user?.guid ?? null;
  };
}
