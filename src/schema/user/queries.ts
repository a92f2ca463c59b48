import { type GraphQLResolveInfo, isObjectType } from 'graphql';
import { mayAdministrate, mayRead } from '../../auth/viewer.ts';
import type { Context } from '../../context.ts';
import type { Loaders } from '../../loaders/loaders.ts';
import type { UserModel } from '../../mx/user.ts';
import { badUserInput, forbidden } from '../../operation/errors.ts';
import { builder } from '../builder.ts';
import { pageArgs, windowOf } from '../connection.ts';
import { UserConnection } from '../connections.ts';
import { checkGuid, checkPartnerId } from '../global-id.ts';
import { User } from '../refs.ts';
import { selectionOf } from '../selection.ts';
import { searchOf } from '../transaction.ts';
import { withoutNulls } from '../without-nulls.ts';
import { bareUser, fieldsOfGuid } from './lookup.ts';

builder.queryField('user', (t) =>
  t.field({
    type: User,
    description:
      'A user by exactly one of `guid` and `externalId`; null when there is none, or when it is ' +
      'not the one who asks. End users may only name themselves.',
    args: {
      guid: t.arg.id({ description: "MX's guid of the user." }),
      externalId: t.arg.id({ description: "The partner's own id of the user." }),
    },
    resolve: async (_root, { guid, externalId }, context, info) => {
      if ((guid ?? null) === null && (externalId ?? null) === null) {
        throw badUserInput('Give one of guid and externalId.', ['guid']);
      }
      if (typeof guid === 'string' && typeof externalId === 'string') {
        throw badUserInput('Give only one of guid and externalId.', ['externalId']);
      }
      if (typeof guid === 'string') return readUser(checkGuid(guid, 'guid'), context, info);

      const id = checkPartnerId(externalId ?? '', 'externalId');
      return readUserByExternalId(id, context, info);
    },
  }),
);

builder.queryFields((t) => ({
  viewer: t.field({
    type: User,
    description: 'The signed-in end user; null for a partner (service) caller.',
    resolve: (_root, _args, context, info) =>
      context.viewer.kind === 'user' ? readUser(context.viewer.userGuid, context, info) : null,
  }),
  users: t.field({
    type: UserConnection,
    description: 'All end users. Partner callers only. Null when they could not be read.',
    args: {
      ...pageArgs,
      externalId: t.arg.id({ description: "Only the one with this partner's id." }),
      email: t.arg.string({ description: 'Only those with exactly this e-mail address.' }),
      isDisabled: t.arg.boolean({ description: 'Only disabled ones, or only the others.' }),
    },
    resolve: async (_root, { first, after, externalId, ...filter }, { viewer, loaders }) => {
      if (!mayAdministrate(viewer)) throw forbidden();
      const list = 'users';
      const { offset, count } = windowOf(list, { first, after });
      const { items, totalEntries, hasMore } = await loaders.users.load({
        filter: withoutNulls({
          ...filter,
          externalId: externalId ? checkPartnerId(externalId, 'externalId') : undefined,
        }),
        offset,
        count,
      });
      return { list, nodes: items, offset, hasNextPage: hasMore, totalCount: totalEntries };
    },
  }),
}));

/**
 * The user, read while the lists that the selection needs are read too: they depend on nothing but
 * the guid. When none of the user's own fields is asked for, a list tells whether the user exists.
 */
async function readUser(guid: string, { viewer, loaders }: Context, info: GraphQLResolveInfo) {
  if (!mayRead(viewer, guid)) return null;
  const lists = startLists(guid, loaders, info);
  const [witness] = lists;
  if (witness === undefined || !selectionOf(info).isWithin(fieldsOfGuid)) {
    return loaders.user.load(guid);
  }
  return witness.then(
    (list): UserModel | null => (list === null ? null : bareUser(guid)),
    // The fields below meet the same failure and report it where it belongs.
    () => bareUser(guid),
  );
}

/** An end user may only name themselves, so that nothing is asked about anybody else. */
async function readUserByExternalId(
  externalId: string,
  { viewer, loaders }: Context,
  info: GraphQLResolveInfo,
) {
  const found =
    viewer.kind === 'user'
      ? await loaders.user.load(viewer.userGuid)
      : await loaders.userByExternalId.load(externalId);
  if (found?.externalId !== externalId) return null;
  startLists(found.guid, loaders, info);
  return found;
}

function startLists(guid: string, loaders: Loaders, info: GraphQLResolveInfo) {
  const selection = selectionOf(info);
  const members = selection.below('members').items();
  const rewards = [selection.below('rewards'), members.below('rewards')];
  const wantsMembers =
    selection.has('members') || selection.has('rewards') || selection.has('rewardsSummary');
  const wantsAccounts =
    selection.has('accounts') ||
    members.has('accounts') ||
    rewards.some((reward) => reward.has('account'));

  const lists: Promise<unknown>[] = [];
  if (wantsMembers) lists.push(loaders.membersOfUser.load(guid));
  if (wantsAccounts) lists.push(loaders.accountsOfUser.load(guid));
  lists.push(...startTransactions(guid, loaders, info));
  for (const list of lists) list.catch(() => {}); // reported by the field that asked for it
  return lists;
}

function startTransactions(guid: string, loaders: Loaders, info: GraphQLResolveInfo) {
  const type = info.schema.getType('User');
  const field = isObjectType(type) ? type.getFields()['transactions'] : undefined;
  try {
    const args = field && selectionOf(info).argumentsOf('transactions', field);
    return args ? [loaders.transactions.load(searchOf({ userGuid: guid }, args))] : [];
  } catch {
    return []; // the field itself refuses its arguments
  }
}
