import type { Context } from '../../context.ts';
import { badUserInput } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { checkGuid, parseId } from '../global-id.ts';
import { Member } from '../refs.ts';
import { toSelection } from '../selection.ts';
import { readMember } from './read.ts';

const MemberBy = builder.inputType('MemberBy', {
  isOneOf: true,
  description: 'Names a member, in one of these ways.',
  fields: (t) => ({
    id: t.id({ description: "Its global id, which also names the member's user." }),
    guid: t.id({ description: "MX's guid of the member." }),
  }),
});

builder.queryField('member', (t) =>
  t.field({
    type: Member,
    description:
      'A member by exactly one of `by` and `guid`; null when it does not exist or is not yours.',
    args: {
      by: t.arg({ type: MemberBy, description: 'One of the names of the member.' }),
      guid: t.arg.id({ description: "MX's guid of the member." }),
      userGuid: t.arg.id({
        description:
          "MX's guid of the member's user, beside a guid of the member. Required for partner " +
          'callers, optional for end users.',
      }),
    },
    resolve: (_root, { by, guid, userGuid }, context, info) => {
      const isAlone = typeof guid === 'string';
      if (by && isAlone) throw badUserInput('Pass only one of by and guid.', ['guid']);
      const selection = toSelection(info);
      if (typeof by?.id === 'string') {
        if (typeof userGuid === 'string') {
          throw badUserInput('Pass userGuid only beside a guid.', ['userGuid']);
        }
        const [owner = '', memberGuid = ''] = parseId(by.id, 'Member', ['by', 'id']);
        return readMember({ userGuid: owner, memberGuid }, context, selection);
      }
      const given = guid ?? by?.guid;
      if (typeof given !== 'string') throw badUserInput('Pass by or guid.', ['guid']);
      const memberGuid = checkGuid(given, ...(isAlone ? [] : ['by']), 'guid');
      return readMember({ userGuid: toOwner(userGuid, context), memberGuid }, context, selection);
    },
  }),
);

function toOwner(given: string | null | undefined, { viewer }: Context): string {
  const userGuid = given ?? (viewer.kind === 'user' ? viewer.userGuid : undefined);
  if (userGuid === undefined) {
    throw badUserInput('A partner caller must pass userGuid.', ['userGuid']);
  }
  return checkGuid(userGuid, 'userGuid');
}
