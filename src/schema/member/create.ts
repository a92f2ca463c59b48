import { mayRead } from '../../auth/viewer.ts';
import type { Context } from '../../context.ts';
import { isGuid, isPartnerId } from '../../mx/path.ts';
import type { MemberModel } from '../../mx/member.ts';
import type { Secret } from '../../mx/secret.ts';
import { badUserInput } from '../../operation/errors.ts';
import { builder } from '../builder.ts';
import { partsOfId } from '../global-id.ts';
import { toNode } from '../node.ts';
import { Member } from '../refs.ts';
import { ConflictError, failures, InvalidInputError, NotFoundError } from '../results.ts';

interface MemberPayloadModel {
  readonly __typename: 'MemberPayload';
  readonly member: MemberModel;
}

export const MemberPayload = builder.objectRef<MemberPayloadModel>('MemberPayload').implement({
  description: 'The member as it is now; a job may be running on it.',
  fields: (t) => ({
    member: t.expose('member', { type: Member, nullable: false, description: 'The member.' }),
  }),
});

export const CredentialInput = builder.inputType('CredentialInput', {
  description: 'One value that the end user typed in.',
  fields: (t) => ({
    guid: t.id({ required: true, description: 'The guid of the `CredentialField`.' }),
    value: t.field({ type: 'Secret', required: true, description: 'What was typed in.' }),
  }),
});

const ReferralSource = builder.enumType('ReferralSource', {
  description: 'Where an OAuth sign-in returns to.',
  values: {
    APP: { description: 'A mobile app.' },
    BROWSER: { description: 'A web page.' },
  } as const,
});

const CreateMemberInput = builder.inputType('CreateMemberInput', {
  description: 'How to connect a user to an institution.',
  fields: (t) => ({
    userId: t.id({ description: 'Global id of the user. May be left out by an end user.' }),
    institutionCode: t.id({ required: true, description: "MX's code of the institution." }),
    credentials: t.field({
      type: [CredentialInput],
      required: true,
      defaultValue: [],
      description: 'One for each `Institution.credentials`. Empty for OAuth members.',
    }),
    externalId: t.id({
      description: "The partner's own id: letters, digits, hyphens and underscores, at most 64.",
    }),
    metadata: t.string({ description: 'Anything but secrets; MX does not read it.' }),
    isOAuth: t.boolean({
      defaultValue: false,
      description: "True: the end user signs in on the institution's own page.",
    }),
    skipAggregation: t.boolean({
      defaultValue: false,
      description: 'True: connect, but start no job.',
    }),
    backgroundAggregationIsDisabled: t.boolean({
      description: 'True: MX does not gather by itself.',
    }),
    clientRedirectUrl: t.field({
      type: 'URL',
      description: 'Where an OAuth sign-in returns to.',
    }),
    referralSource: t.field({
      type: ReferralSource,
      description: 'Whether an OAuth sign-in returns to an app or a page.',
    }),
    enableApp2App: t.boolean({
      description: "True: the sign-in may open the institution's own app.",
    }),
    uiMessageWebviewUrlScheme: t.string({
      description: 'URL scheme of the app that an OAuth sign-in returns to.',
    }),
  }),
});

const CreateMemberResult = builder.unionType('CreateMemberResult', {
  description: 'The new member, or why there is none.',
  types: [MemberPayload, ConflictError, InvalidInputError, NotFoundError],
});

builder.mutationField('createMember', (t) =>
  t.field({
    type: CreateMemberResult,
    nullable: false,
    description:
      'Connect a user to an institution. A job starts at once: watch it with `memberStatus`.',
    args: {
      input: t.arg({ type: CreateMemberInput, required: true, description: 'The connection.' }),
    },
    resolve: async (_root, { input }, context) => {
      const { userId, institutionCode, credentials, isOAuth, skipAggregation, ...rest } = input;
      const userGuid = userGuidOf(userId, context);
      if (!isPartnerId(institutionCode)) {
        const message = 'institutionCode must be letters, digits, hyphens and underscores.';
        throw badUserInput(message, ['input', 'institutionCode']);
      }
      if (!mayRead(context.viewer, userGuid)) return noSuchUser();
      const problem =
        problemOfCredentials(credentials, isOAuth ?? false) ?? problemOfExternalId(rest.externalId);
      if (problem !== null) return problem;

      const outcome = await context.changes.createMember(userGuid, {
        institutionCode,
        credentials,
        isOAuth: isOAuth ?? false,
        skipAggregation: skipAggregation ?? false,
        externalId: rest.externalId,
        metadata: rest.metadata,
        backgroundAggregationIsDisabled: rest.backgroundAggregationIsDisabled,
        clientRedirectUrl: rest.clientRedirectUrl ?? undefined,
        referralSource: rest.referralSource ?? undefined,
        enableApp2App: rest.enableApp2App ?? undefined,
        uiMessageWebviewUrlScheme: rest.uiMessageWebviewUrlScheme ?? undefined,
      });
      context.forgetLoaded(userGuid);
      switch (outcome.kind) {
        case 'done':
          return { __typename: 'MemberPayload' as const, member: outcome.value };
        case 'missing':
          return failures.notFound('There is no such user, or no such institution.');
        case 'invalid':
          return failures.invalidInput('MX refused the credentials or another field.', ['input']);
        case 'conflict': {
          const { existing } = outcome;
          const message = 'A member of this institution with these credentials exists already.';
          return failures.conflict(message, existing && toNode('Member', existing));
        }
      }
    },
  }),
);

/** The user that an input names, or the viewer where an end user names none. */
export function userGuidOf(userId: string | null | undefined, { viewer }: Context): string {
  const inputPath = ['input', 'userId'];
  if (typeof userId === 'string') return partsOfId(userId, 'User', inputPath)[0] ?? '';
  if (viewer.kind === 'user') return viewer.userGuid;
  throw badUserInput('A partner caller must give userId.', inputPath);
}

export function noSuchUser() {
  return failures.notFound('There is no such user.');
}

export function problemOfCredentials(
  credentials: readonly { readonly guid: string; readonly value: Secret }[],
  isOAuth: boolean,
) {
  const path = ['input', 'credentials'];
  if (isOAuth && credentials.length > 0) {
    return failures.invalidInput('An OAuth member takes no credentials.', path);
  }
  if (!isOAuth && credentials.length === 0) {
    return failures.invalidInput("Give a value for each of the institution's credentials.", path);
  }
  const guids = credentials.map(({ guid }) => guid);
  for (const [index, guid] of guids.entries()) {
    const at = [...path, String(index), 'guid'];
    if (!isGuid(guid)) return failures.invalidInput('This is not the guid of a credential.', at);
    if (guids.indexOf(guid) !== index) {
      return failures.invalidInput('This credential is given twice.', at);
    }
  }
  return null;
}

export function problemOfExternalId(externalId: string | null | undefined) {
  if (externalId === null || externalId === undefined || isPartnerId(externalId)) return null;
  const message = 'externalId must be up to 64 letters, digits, hyphens and underscores.';
  return failures.invalidInput(message, ['input', 'externalId']);
}
