import { type Administrator, asAdministrator, ownerOf } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { UserModel } from '../../mx/api/user.ts';
import { forbidden } from '../../operation/refusal.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import {
  clientMutationIdDescription,
  otherInput,
  validateClientMutationId,
} from '../client-mutation-id.ts';
import { DeletedPayload, deletedPayload } from '../deleted-payload.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { failures } from '../failures.ts';
import { parseId } from '../global-id.ts';
import { toNode } from '../node.ts';
import { withoutNulls } from '../without-nulls.ts';
import { noSuchUser, validateUser, UserPayload, userPayload } from './payload.ts';

const CreateUserInput = builder.inputType('CreateUserInput', {
  description: 'Pass at least one field besides `clientMutationId`.',
  fields: (t) => ({
    clientMutationId: t.id({ description: clientMutationIdDescription }),
    externalId: t.id({
      description:
        "The partner's own id, such as the `sub` of the user's tokens: up to 1024 letters, digits and " +
        "characters of `-_.@|+:~=!$*'(),`, unique, not beginning with `USR-`. Recommended.",
      extensions: bound('externalIdCharacters'),
    }),
    email: t.string({
      description: `An email address, at most ${limits.emailCharacters} characters.`,
      extensions: bound('emailCharacters'),
    }),
    isDisabled: t.boolean({
      description: 'Set to true to stop MX from aggregating data for this user.',
    }),
    metadata: t.string({
      description: `Any text except secrets, at most ${limits.metadataCharacters} characters. MX does not read it.`,
      extensions: bound('metadataCharacters'),
    }),
  }),
});

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description:
    'The fields to change. A field that is omitted or null stays as it is. Pass at least one.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Global id of the user.' }),
    externalId: t.id({
      description: "The partner's own id, as in `CreateUserInput`.",
      extensions: bound('externalIdCharacters'),
    }),
    email: t.string({
      description: `An email address, at most ${limits.emailCharacters} characters.`,
      extensions: bound('emailCharacters'),
    }),
    isDisabled: t.boolean({
      description: 'Set to true to stop MX from aggregating data for this user.',
    }),
    metadata: t.string({
      description: `Any text except secrets, at most ${limits.metadataCharacters} characters. MX does not read it.`,
      extensions: bound('metadataCharacters'),
    }),
  }),
});

const DeleteUserInput = builder.inputType('DeleteUserInput', {
  description: 'Which user to delete.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Global id of the user.' }),
  }),
});

const CreateUserResult = builder.unionType('CreateUserResult', {
  description: 'The new user, or why there is none.',
  types: [UserPayload, ConflictError, InvalidInputError],
});

const UpdateUserResult = builder.unionType('UpdateUserResult', {
  description: 'The updated user, or why it did not change.',
  types: [UserPayload, NotFoundError, InvalidInputError, ConflictError],
});

const DeleteUserResult = builder.unionType('DeleteUserResult', {
  description: 'The deletion, or NotFoundError if there was nothing to delete.',
  types: [DeletedPayload, NotFoundError],
});

builder.mutationFields((t) => ({
  createUser: t.field({
    type: CreateUserResult,
    nullable: false,
    description: 'Create an end user. Partner callers only.',
    args: { input: t.arg({ type: CreateUserInput, required: true, description: 'The user.' }) },
    resolve: async (_root, { input }, context) => {
      const administrator = checkAdministrator(context);
      const { clientMutationId, ...user } = withoutNulls(input);
      const problem = validateUser(user) ?? validateClientMutationId(clientMutationId);
      if (problem !== null) return problem;
      const { caller } = context.session;
      const origin = { caller, clientMutationId };
      const outcome = await context.userChanges.create(administrator, user, origin);
      switch (outcome.kind) {
        case 'done':
          return userPayload(
            outcome.isRepeat ? await asItIsNow(outcome.value, context) : outcome.value,
          );
        case 'other-input':
          return otherInput();
        case 'conflict':
          return conflict(administrator, user.externalId, context);
        case 'invalid-input':
        case 'not-found':
          return failures.invalidInput('MX rejected this user.', ['input']);
      }
    },
  }),
  updateUser: t.field({
    type: UpdateUserResult,
    nullable: false,
    description: 'Update an end user. Partner callers only.',
    args: { input: t.arg({ type: UpdateUserInput, required: true, description: 'The change.' }) },
    resolve: async (_root, { input }, context) => {
      const administrator = checkAdministrator(context);
      const { userId, ...change } = withoutNulls(input);
      const [userGuid = ''] = parseId(userId, 'User', ['input', 'userId']);
      const problem = validateUser(change);
      if (problem !== null) return problem;
      const outcome = await context.userChanges.update(administrator, userGuid, change);
      context.forgetLoaded(userGuid);
      switch (outcome.kind) {
        case 'done':
          return userPayload(outcome.value);
        case 'conflict':
          return conflict(administrator, change.externalId, context);
        case 'not-found':
          return noSuchUser();
        case 'invalid-input':
          return failures.invalidInput('MX rejected the change.', ['input']);
      }
    },
  }),
  deleteUser: t.field({
    type: DeleteUserResult,
    nullable: false,
    description: 'Delete an end user and all data that MX holds about them. Partner callers only.',
    args: { input: t.arg({ type: DeleteUserInput, required: true, description: 'The user.' }) },
    resolve: async (_root, { input }, context) => {
      const administrator = checkAdministrator(context);
      const [userGuid = ''] = parseId(input.userId, 'User', ['input', 'userId']);
      const outcome = await context.userChanges.delete(administrator, userGuid);
      context.forgetLoaded(userGuid);
      switch (outcome.kind) {
        case 'done':
          return deletedPayload(input.userId);
        case 'not-found':
          return noSuchUser();
      }
    },
  }),
}));

/** @throws FORBIDDEN */
function checkAdministrator({ viewer }: Context): Administrator {
  const administrator = asAdministrator(viewer);
  if (administrator === null) throw forbidden();
  return administrator;
}

/** The user for a repeated call, read again, because it may have changed since the first call. */
async function asItIsNow(first: UserModel, { loaders }: Context): Promise<UserModel> {
  return (await loaders.user.load(ownerOf(first)).catch(() => null)) ?? first;
}

async function conflict(
  administrator: Administrator,
  externalId: string | null | undefined,
  { userChanges }: Context,
) {
  const existing =
    typeof externalId === 'string'
      ? await userChanges.findByExternalId(administrator, externalId)
      : null;
  const message = 'A user with this externalId already exists.';
  return failures.conflict(message, existing && toNode('User', existing));
}
