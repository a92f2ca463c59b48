import { ownKey, type OwnMemberKey } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { notFound } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { failures } from '../failures.ts';
import { parseId } from '../global-id.ts';
import { Member } from '../refs.ts';

interface MemberPayloadModel {
  readonly __typename: 'MemberPayload';
  readonly member: MemberModel;
}

export const MemberPayload = builder.objectRef<MemberPayloadModel>('MemberPayload').implement({
  description: 'The member as it is now; a job may be running on it.',
  fields: (t) => ({
    member: t.expose('member', { type: Member, nullable: false, description: 'The member.' }),
  }),
});

export function memberPayload(member: MemberModel): MemberPayloadModel {
  return { __typename: 'MemberPayload', member };
}

/** The key of the member that an input names; null if it is not the viewer's. */
export function keyOfInput(memberId: string, context: Context): OwnMemberKey | null {
  return keyOfMember(memberId, ['input', 'memberId'], context);
}

/** The key of the member that an argument names; NOT_FOUND if it is not the viewer's. */
export function keyOfArgument(memberId: string, context: Context): OwnMemberKey {
  const key = keyOfMember(memberId, ['memberId'], context);
  if (key === null) throw notFound('There is no such member.');
  return key;
}

function keyOfMember(memberId: string, path: readonly string[], { viewer }: Context) {
  const [userGuid = '', memberGuid = ''] = parseId(memberId, 'Member', path);
  return ownKey(viewer, { userGuid, memberGuid });
}

export function noSuchMember() {
  return failures.notFound('There is no such member.');
}
