import { badUserInput } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { checkGuid } from '../global-id.ts';
import { Member } from '../refs.ts';
import { toSelection } from '../selection.ts';
import { readMember } from './read.ts';

builder.queryField('member', (t) =>
  t.field({
    type: Member,
    description: 'A member by its guid; null when it does not exist or is not yours.',
    args: {
      guid: t.arg.id({ required: true, description: "MX's guid of the member." }),
      userGuid: t.arg.id({
        description:
          "MX's guid of the member's user. Required for partner callers, optional for end users.",
      }),
    },
    resolve: (_root, args, context, info) => {
      const memberGuid = checkGuid(args.guid, 'guid');
      const { viewer } = context;
      const userGuid = args.userGuid ?? (viewer.kind === 'user' ? viewer.userGuid : undefined);
      if (userGuid === undefined) {
        throw badUserInput('A partner caller must pass userGuid.', ['userGuid']);
      }
      const key = { userGuid: checkGuid(userGuid, 'userGuid'), memberGuid };
      return readMember(key, context, toSelection(info));
    },
  }),
);
