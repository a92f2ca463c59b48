import { asAdministrator } from '../../auth/keys.ts';
import { badUserInput, forbidden } from '../../operation/refusal.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import { pageArgs, toRange } from '../connection.ts';
import { UserConnection } from '../connections.ts';
import { checkExternalId, checkGuid } from '../global-id.ts';
import { User } from '../refs.ts';
import { toSelection } from '../selection.ts';
import { withoutNulls } from '../without-nulls.ts';
import { readUser, readUserByExternalId } from './read.ts';

builder.queryField('user', (t) =>
  t.field({
    type: User,
    description:
      'A user by exactly one of `guid` and `externalId`; null when the user does not exist or is not ' +
      'yours. End users can only read themselves.',
    args: {
      guid: t.arg.id({ description: "MX's guid of the user." }),
      externalId: t.arg.id({
        description: "The partner's own id of the user.",
        extensions: bound('externalIdCharacters'),
      }),
    },
    resolve: async (_root, { guid, externalId }, context, info) => {
      if ((guid ?? null) === null && (externalId ?? null) === null) {
        throw badUserInput('Pass either guid or externalId.', ['guid']);
      }
      if (typeof guid === 'string' && typeof externalId === 'string') {
        throw badUserInput('Pass guid or externalId, not both.', ['externalId']);
      }
      const selection = toSelection(info);
      if (typeof guid === 'string') return readUser(checkGuid(guid, 'guid'), context, selection);

      const id = checkExternalId(externalId ?? '', 'externalId');
      return readUserByExternalId(id, context, selection);
    },
  }),
);

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
