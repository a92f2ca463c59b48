import { keyOf, ownerOf } from '../../auth/keys.ts';
import { pageArgs, cutPage } from '../connection.ts';
import { AccountConnection, TransactionConnection } from '../connections.ts';
import { needs } from '../field-needs.ts';
import { checkGuid, toGlobalId } from '../global-id.ts';
import { CredentialField } from '../institution.ts';
import { Node } from '../node.ts';
import { Institution, Member, MemberStatus, Reward, User } from '../refs.ts';
import { semanticNonNull } from '../semantic-non-null.ts';
import { transactionArgs, readTransactions } from '../transaction.ts';
import { lookUpUser } from '../user/lookup.ts';
import { MemberError } from './error.ts';
import { lookUpStatus } from './status-source.ts';

Member.implement({
  description: "A user's connection to one financial institution.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      extensions: needs('guids'),
      resolve: (member) => toGlobalId('Member', member.userGuid, member.guid),
    }),
    guid: t.exposeID('guid', {
      nullable: false,
      description: "MX's identifier (`MBR-…`).",
      extensions: needs('guids'),
    }),
    externalId: t.exposeID('externalId', {
      description: "The partner's own id for this member (MX `id`); null when none was given.",
    }),
    name: t.exposeString('name', {
      description: 'The name of the member, usually the name of the institution.',
    }),
    user: t.field({
      type: User,
      description: 'The user that the member belongs to.',
      extensions: needs('guids'),
      resolve: (member, _args, context, info) => lookUpUser(ownerOf(member), context, info),
    }),
    institution: t.field({
      type: Institution,
      description: 'The connected institution; null when MX does not name one.',
      resolve: ({ institutionCode }, _args, { reference }) =>
        institutionCode === null ? null : reference.institution(institutionCode),
    }),
    status: t.field({
      type: MemberStatus,
      nullable: false,
      description: 'The state of the connection, and what to do next.',
      extensions: needs('known-status'),
      resolve: (member, _args, context, info) => lookUpStatus(member, context, info),
    }),
    isOAuth: t.exposeBoolean('isOAuth', {
      description: "True when the end user signs in on the institution's own page.",
    }),
    isManual: t.exposeBoolean('isManual', {
      description: 'True for a member that is managed manually, without credentials.',
    }),
    isManagedByUser: t.exposeBoolean('isManagedByUser', {
      description: 'True when the end user manages the member, false when the partner does.',
    }),
    backgroundAggregationIsDisabled: t.exposeBoolean('backgroundAggregationIsDisabled', {
      description: "True when MX's daily background aggregation is turned off.",
    }),
    needsUpdatedCredentials: t.exposeBoolean('needsUpdatedCredentials', {
      description: 'True when MX will not aggregate until the credentials are updated.',
    }),
    oauthWindowUri: t.expose('oauthWindowUri', {
      type: 'URL',
      description:
        "The institution's sign-in page, valid once; null except right after an OAuth member was " +
        'created.',
    }),
    metadata: t.exposeString('metadata', {
      description: 'Text that the partner stored. MX does not read it.',
    }),
    error: t.field({
      type: MemberError,
      description:
        "MX's description of what went wrong with the connection; null when nothing did.",
      resolve: ({ error }) => error,
    }),
    accounts: t.field({
      type: AccountConnection,
      description: 'The accounts aggregated through this member; null when they could not be read.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      args: pageArgs,
      resolve: (member, args, { loaders }) =>
        cutPage('accounts', args, () => loaders.accountsOfMember.load(keyOf(member))),
    }),
    rewards: t.field({
      type: [Reward],
      description:
        'Rewards as of the last job that fetched them; null when they could not be read. ' +
        '`fetchRewards` refreshes them.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      resolve: async (member, _args, { loaders }) =>
        (await loaders.rewardsOfMember.load(keyOf(member)))?.items ?? null,
    }),
    reward: t.field({
      type: Reward,
      description: 'One reward of this member; null when it does not exist.',
      extensions: needs('guids'),
      args: { guid: t.arg.id({ required: true, description: "MX's guid of the reward." }) },
      resolve: (member, { guid }, { loaders }) =>
        loaders.reward.load({ ...keyOf(member), rewardGuid: checkGuid(guid, 'guid') }),
    }),
    transactions: t.field({
      type: TransactionConnection,
      description: 'Transactions aggregated through this member; null when they could not be read.',
      extensions: { ...needs('guids'), ...semanticNonNull },
      args: transactionArgs,
      resolve: (member, args, context) => readTransactions(keyOf(member), args, context),
    }),
    credentials: t.field({
      type: [CredentialField],
      description:
        'The fields to ask the end user for when updating credentials, never their values.',
      extensions: needs('guids'),
      resolve: async (member, _args, { loaders }) => {
        const fields = await loaders.memberCredentials.load(keyOf(member));
        return fields === null ? null : [...fields];
      },
    }),
  }),
});
