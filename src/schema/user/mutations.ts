import { mayAdministrate } from '../../auth/viewer.ts';
import { isPartnerId } from '../../mx/path.ts';
import type { UserInput, UserModel } from '../../mx/user.ts';
import { forbidden } from '../../operation/errors.ts';
import { builder } from '../builder.ts';
import { toNode } from '../node.ts';
import { User } from '../refs.ts';
import { ConflictError, failures, InvalidInputError } from '../results.ts';

interface UserPayloadModel {
  readonly __typename: 'UserPayload';
  readonly user: UserModel;
}

const UserPayload = builder.objectRef<UserPayloadModel>('UserPayload').implement({
  description: 'The user as it is now.',
  fields: (t) => ({
    user: t.expose('user', { type: User, nullable: false, description: 'The user.' }),
  }),
});

const CreateUserInput = builder.inputType('CreateUserInput', {
  description: 'At least one field must be given.',
  fields: (t) => ({
    externalId: t.id({
      description:
        "The partner's own id: letters, digits, hyphens and underscores, at most 64, unique, not " +
        'beginning with `USR-`. Best always given.',
    }),
    email: t.string({ description: 'An e-mail address.' }),
    isDisabled: t.boolean({ description: 'True: MX gathers nothing for this user.' }),
    metadata: t.string({ description: 'Anything but secrets; MX does not read it.' }),
  }),
});

const CreateUserResult = builder.unionType('CreateUserResult', {
  description: 'The new user, or why there is none.',
  types: [UserPayload, ConflictError, InvalidInputError],
});

builder.mutationField('createUser', (t) =>
  t.field({
    type: CreateUserResult,
    nullable: false,
    description: 'Create an end user. Partner callers only.',
    args: { input: t.arg({ type: CreateUserInput, required: true, description: 'The user.' }) },
    resolve: async (_root, { input }, { viewer, changes }) => {
      if (!mayAdministrate(viewer)) throw forbidden();
      const problem = problemOf(input);
      if (problem !== null) return problem;

      const outcome = await changes.createUser(input);
      switch (outcome.kind) {
        case 'done':
          return { __typename: 'UserPayload' as const, user: outcome.value };
        case 'conflict': {
          const { existing } = outcome;
          const message = 'A user with this externalId exists already.';
          return failures.conflict(message, existing && toNode('User', existing));
        }
        case 'invalid':
        case 'missing':
          return failures.invalidInput('MX refused this user.', ['input']);
      }
    },
  }),
);

/** What MX would refuse, told with the name of the field and without a call. */
function problemOf(input: UserInput) {
  const { externalId, email } = input;
  const isEmpty = [externalId, email, input.isDisabled, input.metadata].every(
    (value) => value === null || value === undefined,
  );
  if (isEmpty) {
    const message = 'Give at least one of externalId, email, isDisabled and metadata.';
    return failures.invalidInput(message, ['input']);
  }
  if (typeof externalId === 'string' && (!isPartnerId(externalId) || /^USR-/i.test(externalId))) {
    const rule = 'up to 64 letters, digits, hyphens and underscores, not beginning with USR-';
    return failures.invalidInput(`externalId must be ${rule}.`, ['input', 'externalId']);
  }
  if (typeof email === 'string' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    return failures.invalidInput('email is not an e-mail address.', ['input', 'email']);
  }
  return null;
}
