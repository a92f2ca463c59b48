import { asAdministrator } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { UserModel } from '../../mx/api/user.ts';
import { badUserInput, forbidden } from '../../operation/refusal.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import { pageArgs, toRange } from '../connection.ts';
import { UserConnection } from '../connections.ts';
import { checkExternalId, checkGuid, parseId } from '../global-id.ts';
import { User } from '../refs.ts';
import { type Selection, toSelection } from '../selection.ts';
import { semanticNonNull } from '../semantic-non-null.ts';
import { withoutNulls } from '../without-nulls.ts';
import { readUser, readUserByExternalId } from './read.ts';

const UserBy = builder.inputType('UserBy', {
  isOneOf: true,
  description: 'Names a user, in one of these ways.',
  fields: (t) => ({
    id: t.id({ description: 'Its global id.' }),
    guid: t.id({ description: "MX's guid of the user." }),
    externalId: t.id({
      description: "The partner's own id of the user.",
      extensions: bound('externalIdCharacters'),
    }),
  }),
});

builder.queryField('user', (t) =>
  t.field({
    type: User,
    description:
      'A user by exactly one of `by`, `guid` and `externalId`; null when the user does not exist or is ' +
      'not yours. End users can only read themselves.',
    args: {
      by: t.arg({ type: UserBy, description: 'One of the names of the user.' }),
      guid: t.arg.id({ description: "MX's guid of the user." }),
      externalId: t.arg.id({
        description: "The partner's own id of the user.",
        extensions: bound('externalIdCharacters'),
      }),
    },
    resolve: (_root, { by, guid, externalId }, context, info) => {
      const names = findGiven({ by, guid, externalId });
      if (names.length === 0) throw badUserInput('Pass by, guid or externalId.', ['guid']);
      const [, second] = names;
      if (second !== undefined) {
        throw badUserInput('Pass only one of by, guid and externalId.', [second[0]]);
      }
      return readByName(by ?? { guid, externalId }, by ? ['by'] : [], context, toSelection(info));
    },
  }),
);

interface Names {
  readonly id?: string | null | undefined;
  readonly guid?: string | null | undefined;
  readonly externalId?: string | null | undefined;
}

/** @param at the path of the names in the arguments */
function readByName(
  { id, guid, externalId }: Names,
  at: readonly string[],
  context: Context,
  selection: Selection,
): Promise<UserModel | null> {
  if (typeof id === 'string') {
    const [userGuid = ''] = parseId(id, 'User', [...at, 'id']);
    return readUser(userGuid, context, selection);
  }
  if (typeof guid === 'string') {
    return readUser(checkGuid(guid, ...at, 'guid'), context, selection);
  }
  const known = checkExternalId(externalId ?? '', ...at, 'externalId');
  return readUserByExternalId(known, context, selection);
}

/** The arguments that are not null, in their order. */
function findGiven(args: object): readonly (readonly [string, unknown])[] {
  return Object.entries(args).filter(([, value]) => (value ?? null) !== null);
}

builder.queryFields((t) => ({
  viewer: t.field({
    type: User,
    description: 'The signed-in end user; null for a partner (service) caller.',
    resolve: (_root, _args, context, info) =>
      context.viewer.kind === 'user'
        ? readUser(context.viewer.userGuid, context, toSelection(info))
        : null,
  }),
  users: t.field({
    type: UserConnection,
    description: 'All end users; null when they could not be read. Partner callers only.',
    extensions: semanticNonNull,
    args: {
      ...pageArgs,
      externalId: t.arg.id({
        description: 'Only the user with this external id.',
        extensions: bound('externalIdCharacters'),
      }),
      email: t.arg.string({
        description: 'Only users with exactly this email address.',
        extensions: bound('emailCharacters'),
      }),
      isDisabled: t.arg.boolean({
        description: 'Only disabled users (true), or only the others (false).',
      }),
    },
    resolve: async (_root, { first, after, externalId, ...filter }, { viewer, loaders }) => {
      const administrator = asAdministrator(viewer);
      if (administrator === null) throw forbidden();
      const list = 'users';
      const { offset, count } = toRange(list, { first, after });
      const { items, totalCount, hasMore } = await loaders.users.load({
        administrator,
        filter: withoutNulls({
          ...filter,
          externalId:
            typeof externalId === 'string' ? checkExternalId(externalId, 'externalId') : undefined,
        }),
        offset,
        count,
      });
      return { list, nodes: items, offset, hasNextPage: hasMore, totalCount };
    },
  }),
}));
