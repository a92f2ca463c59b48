import type { GraphQLResolveInfo } from 'graphql';
import type { OwnMemberKey } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { type Need, needsOnly } from '../field-needs.ts';
import { toSelection } from '../selection.ts';

/**
 * The member of an object that was read before. The member is read only if the selection needs it.
 */
export function lookUpMember(
  key: OwnMemberKey,
  { loaders, reads }: Context,
  info: GraphQLResolveInfo,
) {
  const known: Need[] =
    reads.knownStatus(key) === undefined ? ['guids'] : ['guids', 'known-status'];
  return needsOnly(toSelection(info), 'Member', known) ? bareMember(key) : loaders.member.load(key);
}

/** A member of which only the guids are selected, so that no read is needed. */
function bareMember({ userGuid, memberGuid }: OwnMemberKey): MemberModel {
  return {
    guid: memberGuid,
    userGuid,
    externalId: null,
    name: null,
    institutionCode: null,
    isOAuth: null,
    isManual: null,
    isManagedByUser: null,
    backgroundAggregationIsDisabled: null,
    needsUpdatedCredentials: null,
    oauthWindowUri: null,
    metadata: null,
    error: null,
    connectionStatus: null,
    isBeingAggregated: false,
    aggregatedAt: null,
    successfullyAggregatedAt: null,
  };
}
