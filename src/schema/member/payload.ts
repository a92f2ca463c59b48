import { mayRead } from '../../auth/viewer.ts';
import type { Context } from '../../context.ts';
import type { MemberKey, MemberModel } from '../../mx/api/member.ts';
import { builder } from '../builder.ts';
import { failures } from '../failures.ts';
import { partsOfId } from '../global-id.ts';
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

/** The member that an input names; null when it is not the viewer's. */
export function keyOfInput(memberId: string, { viewer }: Context): MemberKey | null {
  const [userGuid = '', memberGuid = ''] = partsOfId(memberId, 'Member', ['input', 'memberId']);
  return mayRead(viewer, userGuid) ? { userGuid, memberGuid } : null;
}

export function noSuchMember() {
  return failures.notFound('There is no such member.');
}
