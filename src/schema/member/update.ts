import type { OwnMemberKey } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { UpdateMemberInput as MemberChange } from '../../mx/api/member-input.ts';
import { toObservedStatus } from '../../status/observed-status.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import {
  ConflictError,
  InstitutionUnavailableError,
  InvalidInputError,
  JobConflictError,
  NotFoundError,
} from '../errors.ts';
import { failures } from '../failures.ts';
import { withoutNulls } from '../without-nulls.ts';
import { CredentialInput, validateCredentials, validateExternalId } from './inputs.ts';
import { keyOfInput, MemberPayload, memberPayload, noSuchMember } from './payload.ts';

const UpdateMemberInput = builder.inputType('UpdateMemberInput', {
  description:
    'The fields to change. A field that is omitted or null stays as it is. Pass at least one.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
    credentials: t.field({
      type: [CredentialInput],
      description: 'One value for each of `Member.credentials`. New credentials start a job.',
    }),
    externalId: t.id({
      description:
        "The partner's own id: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`.",
      extensions: bound('externalIdCharacters'),
    }),
    metadata: t.string({
      description: `Any text except secrets, at most ${limits.metadataCharacters} characters. MX does not read it.`,
      extensions: bound('metadataCharacters'),
    }),
    backgroundAggregationIsDisabled: t.boolean({
      description: "Set to true to turn off MX's daily background aggregation.",
    }),
  }),
});

const UpdateMemberResult = builder.unionType('UpdateMemberResult', {
  description: 'The updated member, or why it did not change.',
  types: [
    MemberPayload,
    NotFoundError,
    InvalidInputError,
    ConflictError,
    JobConflictError,
    InstitutionUnavailableError,
  ],
});

builder.mutationField('updateMember', (t) =>
  t.field({
    type: UpdateMemberResult,
    nullable: false,
    description:
      'Update a member. New credentials lead out of DENIED, PREVENTED and IMPAIRED; they ' +
      'start a job at once.',
    args: {
      input: t.arg({ type: UpdateMemberInput, required: true, description: 'The change.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const { memberId: _, ...change } = withoutNulls(input);
      const problem = validateInput(change);
      if (problem !== null) return problem;
      const outcome = await context.memberChanges.update(key, change);
      context.forgetLoaded(key.userGuid);
      switch (outcome.kind) {
        case 'done':
          return memberPayload(outcome.value);
        case 'not-found':
          return noSuchMember();
        case 'invalid-input':
          return failures.invalidInput('MX rejected the change.', ['input']);
        case 'conflict':
          return conflict(key, context);
        case 'institution-unavailable': {
          const member = await context.loaders.member.load(key).catch(() => null);
          return failures.institutionUnavailable(outcome.trouble, member?.institutionCode ?? null);
        }
      }
    },
  }),
);

function validateInput(change: MemberChange) {
  if (Object.values(change).every((value) => value === undefined)) {
    const message =
      'Pass at least one of credentials, externalId, metadata and backgroundAggregationIsDisabled.';
    return failures.invalidInput(message, ['input']);
  }
  return (
    (change.credentials ? validateCredentials(change.credentials) : null) ??
    validateExternalId(change.externalId)
  );
}

/**
 * MX responds with 409 both for a running job and for a conflicting object. The status shows which
 * one it is.
 */
async function conflict(key: OwnMemberKey, { loaders }: Context) {
  const reading = await loaders.memberStatus.load(key).catch(() => null);
  if (reading?.value.isBeingAggregated === true) {
    const { value, observedAt } = reading;
    return failures.jobConflict(toObservedStatus(key, value, { observedAt, isOAuth: null }));
  }
  return failures.conflict(
    'Another member already has this externalId or these credentials.',
    null,
  );
}
