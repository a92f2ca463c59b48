import { ownUserGuid, type OwnUserGuid } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { UserInput, UserModel } from '../../mx/api/user.ts';
import { EXTERNAL_ID_RULE, isExternalId } from '../../mx/path.ts';
import { notFound } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { failures } from '../failures.ts';
import { parseId } from '../global-id.ts';
import { User } from '../refs.ts';

interface UserPayloadModel {
  readonly __typename: 'UserPayload';
  readonly user: UserModel;
}

export const UserPayload = builder.objectRef<UserPayloadModel>('UserPayload').implement({
  description: 'The user as it is now.',
  fields: (t) => ({
    user: t.expose('user', { type: User, nullable: false, description: 'The user.' }),
  }),
});

export function userPayload(user: UserModel): UserPayloadModel {
  return { __typename: 'UserPayload', user };
}

/** The guid of the user that an argument names; NOT_FOUND if it is not the viewer's. */
export function userOfArgument(userId: string, { viewer }: Context): OwnUserGuid {
  const [userGuid = ''] = parseId(userId, 'User', ['userId']);
  const own = ownUserGuid(viewer, userGuid);
  if (own === null) throw notFound('There is no such user.');
  return own;
}

export function noSuchUser() {
  return failures.notFound('There is no such user.');
}

// Each part ends where the next one begins, so that the pattern needs no backtracking.
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** Reports input that MX would reject, with the name of the field and without a call. */
export function validateUser(input: UserInput) {
  const { externalId, email, isDisabled, metadata } = input;
  if ([externalId, email, isDisabled, metadata].every((value) => value === undefined)) {
    const message = 'Pass at least one of externalId, email, isDisabled and metadata.';
    return failures.invalidInput(message, ['input']);
  }
  if (typeof externalId === 'string' && (!isExternalId(externalId) || /^USR-/i.test(externalId))) {
    const message = `externalId must be ${EXTERNAL_ID_RULE}, not beginning with USR-.`;
    return failures.invalidInput(message, ['input', 'externalId']);
  }
  if (typeof email === 'string' && !EMAIL.test(email)) {
    return failures.invalidInput('email is not a valid email address.', ['input', 'email']);
  }
  return null;
}
