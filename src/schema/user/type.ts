import { ownerOf } from '../../auth/keys.ts';
import { pageArgs, cutPage } from '../connection.ts';
import { AccountConnection, MemberConnection, TransactionConnection } from '../connections.ts';
import { AccountType, toAccountType } from '../enums.ts';
import { needs } from '../field-needs.ts';
import { checkGuid, toGlobalId } from '../global-id.ts';
import { Node } from '../node.ts';
import { Account, Member, Reward, User } from '../refs.ts';
import { RewardsSummary } from '../rewards-summary.ts';
import { semanticNonNull } from '../semantic-non-null.ts';
import { transactionArgs, readTransactions } from '../transaction.ts';
import { readUserRewards, readRewardsSummary } from './rewards.ts';

User.implement({
  description: "One of the partner's end users.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      extensions: needs('guids'),
      resolve: (user) => toGlobalId('User', user.guid),
    }),
    guid: t.exposeID('guid', {
      nullable: false,
      description: "MX's identifier (`USR-…`).",
      extensions: needs('guids'),
    }),
    externalId: t.exposeID('externalId', {
      description: "The partner's own id for this user (MX `id`); null when none was given.",
    }),
    email: t.exposeString('email', { description: 'The email address; null when none was given.' }),
    isDisabled: t.exposeBoolean('isDisabled', {
      description: 'True when MX does not aggregate data for this user.',
    }),
    metadata: t.exposeString('metadata', {
      description: 'Text that the partner stored. MX does not read it.',
    }),
    members: t.field({
      type: MemberConnection,
      description: "The user's connections to institutions; null when they could not be read.",
      extensions: { ...needs('guids'), ...semanticNonNull },
      args: pageArgs,
      resolve: (user, args, { loaders }) =>
        cutPage('members', args, () => loaders.membersOfUser.load(ownerOf(user))),
    }),
    member: t.field({
      type: Member,
      description: 'One member of this user; null when it does not exist.',
      extensions: needs('guids'),
      args: { guid: t.arg.id({ required: true, description: "MX's guid of the member." }) },
      resolve: (user, { guid }, { loaders }) =>
        loaders.member.load({ userGuid: ownerOf(user), memberGuid: checkGuid(guid, 'guid') }),
    }),
    accounts: t.field({
      type: AccountConnection,
      description: 'The accounts of all members of this user; null when they could not be read.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      args: {
        ...pageArgs,
        type: t.arg({ type: AccountType, description: 'Only accounts of this type.' }),
      },
      resolve: (user, { type, ...page }, { loaders }) =>
        cutPage('accounts', page, async () => {
          const accounts = await loaders.accountsOfUser.load(ownerOf(user));
          if (!type || accounts === null) return accounts;
          const items = accounts.items.filter((account) => toAccountType(account.type) === type);
          return { ...accounts, items };
        }),
    }),
    account: t.field({
      type: Account,
      description: 'One account of this user; null when it does not exist.',
      extensions: needs('guids'),
      args: { guid: t.arg.id({ required: true, description: "MX's guid of the account." }) },
      resolve: (user, { guid }, { loaders }) =>
        loaders.account.load({ userGuid: ownerOf(user), accountGuid: checkGuid(guid, 'guid') }),
    }),
    transactions: t.field({
      type: TransactionConnection,
      description: 'Transactions on all accounts of this user; null when they could not be read.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      args: transactionArgs,
      resolve: (user, args, context) =>
        readTransactions({ userGuid: ownerOf(user) }, args, context),
    }),
    rewards: t.field({
      type: [Reward],
      description:
        'Every reward of every member of this user, as of the last job that fetched them; null when ' +
        'they could not be read.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      resolve: (user, _args, context) => readUserRewards(ownerOf(user), context),
    }),
    rewardsSummary: t.field({
      type: RewardsSummary,
      description:
        'Totals by unit, never across units. Each account (or member, where MX links no account) counts ' +
        'its TOTAL_BALANCE, or its BALANCE when it has no total. A TOTAL_BALANCE without an account ' +
        'stands for its whole member. Null when the rewards could not be read.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      args: {
        on: t.arg({
          type: 'Date',
          description:
            "The end user's current day. Rewards that expire before it count as expired. By default, a day has " +
            'passed when it has passed everywhere on Earth.',
        }),
      },
      resolve: (user, args, context) => readRewardsSummary(ownerOf(user), args, context),
    }),
  }),
});
