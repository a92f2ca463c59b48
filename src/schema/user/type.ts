import type { Context } from '../../context.ts';
import { pageArgs, pageOf } from '../connection.ts';
import { AccountConnection, MemberConnection } from '../connections.ts';
import { AccountType, toAccountType } from '../enums.ts';
import { checkGuid, toGlobalId } from '../global-id.ts';
import { Node } from '../node.ts';
import { Account, Member, Reward, User } from '../refs.ts';

User.implement({
  description: "One of the partner's end users.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      resolve: (user) => toGlobalId('User', user.guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`USR-…`)." }),
    externalId: t.exposeID('externalId', {
      description: "The partner's own id for this user (MX `id`); null when none was given.",
    }),
    email: t.exposeString('email', { description: 'Null when none was given.' }),
    isDisabled: t.exposeBoolean('isDisabled', {
      description: 'True when MX gathers nothing for this user.',
    }),
    metadata: t.exposeString('metadata', {
      description: 'Whatever the partner stored; MX does not read it.',
    }),
    members: t.field({
      type: MemberConnection,
      description: "The user's connections to institutions. Null when they could not be read.",
      args: pageArgs,
      resolve: async (user, args, { loaders }) =>
        pageOf('members', await loaders.membersOfUser.load(user.guid), args),
    }),
    member: t.field({
      type: Member,
      description: 'One member of this user; null when it does not exist.',
      args: { guid: t.arg.id({ required: true, description: "MX's guid of the member." }) },
      resolve: (user, { guid }, { loaders }) =>
        loaders.member.load({ userGuid: user.guid, memberGuid: checkGuid(guid, 'guid') }),
    }),
    accounts: t.field({
      type: AccountConnection,
      description: 'The accounts of all members of this user. Null when they could not be read.',
      args: {
        ...pageArgs,
        type: t.arg({ type: AccountType, description: 'Only accounts of this type.' }),
      },
      resolve: async (user, args, { loaders }) => {
        const accounts = await loaders.accountsOfUser.load(user.guid);
        const { type } = args;
        const asked = type
          ? (accounts?.filter((account) => toAccountType(account.type) === type) ?? null)
          : accounts;
        return pageOf('accounts', asked, args);
      },
    }),
    account: t.field({
      type: Account,
      description: 'One account of this user; null when it does not exist.',
      args: { guid: t.arg.id({ required: true, description: "MX's guid of the account." }) },
      resolve: (user, { guid }, { loaders }) =>
        loaders.account.load({ userGuid: user.guid, accountGuid: checkGuid(guid, 'guid') }),
    }),
    rewards: t.field({
      type: [Reward],
      description:
        'Every reward of every member of this user, as of the last gathering. Null when they ' +
        'could not be read.',
      resolve: (user, _args, context) => rewardsOfUser(user.guid, context),
    }),
  }),
});

/** MX lists rewards by member alone: one call a member, started together. */
async function rewardsOfUser(userGuid: string, { loaders }: Context) {
  const members = await loaders.membersOfUser.load(userGuid);
  if (members === null) return null;
  const lists = await Promise.all(
    members.map((member) => loaders.rewardsOfMember.load({ userGuid, memberGuid: member.guid })),
  );
  return lists.flatMap((list) => list ?? []);
}
