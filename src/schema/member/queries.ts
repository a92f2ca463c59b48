import { badUserInput } from '../../operation/errors.ts';
import { builder } from '../builder.ts';
import { checkGuid } from '../global-id.ts';
import { Member } from '../refs.ts';
import { selectionOf } from '../selection.ts';
import { loadMember } from './lookup.ts';
import { needsStatusCall } from './status-source.ts';

builder.queryField('member', (t) =>
  t.field({
    type: Member,
    description: 'A member by its guid; null when it does not exist or is not yours.',
    args: {
      guid: t.arg.id({ required: true, description: "MX's guid of the member." }),
      userGuid: t.arg.id({
        description: "MX's guid of its user. An end user may leave it out, a partner may not.",
      }),
    },
    resolve: (_root, args, context, info) => {
      const { viewer, loaders } = context;
      const memberGuid = checkGuid(args.guid, 'guid');
      const own = viewer.kind === 'user' ? viewer.userGuid : undefined;
      const userGuid = args.userGuid ?? own;
      if (userGuid === undefined) {
        throw badUserInput('A partner caller must give userGuid.', ['userGuid']);
      }
      const member = loadMember([checkGuid(userGuid, 'userGuid'), memberGuid], context);
      if (member === null) return null;

      // What needs the guids alone is read beside the member, not after it.
      const key = { userGuid, memberGuid };
      const selection = selectionOf(info);
      const early: Promise<unknown>[] = [];
      if (selection.has('rewards')) early.push(loaders.rewardsOfMember.load(key));
      if (selection.has('accounts')) early.push(loaders.accountsOfMember.load(key));
      if (needsStatusCall(selection.below('status'))) early.push(loaders.memberStatus.load(key));
      for (const read of early) read.catch(() => {}); // reported by the field that asked for it
      return member;
    },
  }),
);
