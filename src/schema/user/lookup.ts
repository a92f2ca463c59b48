import type { GraphQLResolveInfo } from 'graphql';
import type { OwnUserGuid } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { UserModel } from '../../mx/api/user.ts';
import { needsOnly } from '../field-needs.ts';
import { toSelection } from '../selection.ts';

/** A user of whom only the guid is selected, so that no read is needed. */
export function bareUser(guid: OwnUserGuid): UserModel {
  return { guid, externalId: null, email: null, isDisabled: null, metadata: null };
}

/**
 * The user of an object that was read before. The user is read only if the selection needs more
 * than the guid.
 */
export function lookUpUser(userGuid: OwnUserGuid, { loaders }: Context, info: GraphQLResolveInfo) {
  return needsOnly(toSelection(info), 'User', ['guids'])
    ? bareUser(userGuid)
    : loaders.user.load(userGuid);
}
