import { keyOf, ownUserGuid, type OwnUserGuid } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { CreateMemberInput as NewMember } from '../../mx/api/member-input.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import {
  clientMutationIdDescription,
  otherInput,
  validateClientMutationId,
} from '../client-mutation-id.ts';
import { Product } from '../enums.ts';
import {
  ConflictError,
  InstitutionUnavailableError,
  InvalidInputError,
  NotFoundError,
} from '../errors.ts';
import { failures } from '../failures.ts';
import { toNode } from '../node.ts';
import { nameProducts } from '../products.ts';
import { withoutNulls } from '../without-nulls.ts';
import {
  checkInstitutionCode,
  CredentialInput,
  describeMissing,
  validateCredentials,
  validateExternalId,
  ReferralSource,
  toUserGuid,
} from './inputs.ts';
import { MemberPayload, memberPayload } from './payload.ts';
import { validateRedirects } from './redirects.ts';

const CreateMemberInput = builder.inputType('CreateMemberInput', {
  description: 'The connection of a user to an institution.',
  fields: (t) => ({
    userId: t.id({ description: 'Global id of the user. Optional for end users.' }),
    institutionCode: t.id({ required: true, description: "MX's code of the institution." }),
    credentials: t.field({
      type: [CredentialInput],
      required: true,
      defaultValue: [],
      description: 'One value for each of `Institution.credentials`. Empty for OAuth members.',
    }),
    clientMutationId: t.id({ description: clientMutationIdDescription }),
    externalId: t.id({
      description:
        "The partner's own id: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`.",
      extensions: bound('externalIdCharacters'),
    }),
    metadata: t.string({
      description: `Any text except secrets, at most ${limits.metadataCharacters} characters. MX does not read it.`,
      extensions: bound('metadataCharacters'),
    }),
    isOAuth: t.boolean({
      defaultValue: false,
      description: "Set to true when the end user signs in on the institution's own page.",
    }),
    skipAggregation: t.boolean({
      defaultValue: false,
      description: 'Set to true to connect without starting a job. MX API v20111101 only.',
    }),
    backgroundAggregationIsDisabled: t.boolean({
      description: "Set to true to turn off MX's daily background aggregation.",
    }),
    products: t.field({
      type: [Product],
      description:
        'What to aggregate first. Defaults to TRANSACTIONS and REWARDS; an empty list aggregates nothing. ' +
        'MX API v20250224 only.',
    }),
    clientRedirectUrl: t.field({
      type: 'URL',
      description:
        'The page or app that an OAuth sign-in returns to. REDIRECT_URLS of the gateway must allow it.',
    }),
    referralSource: t.field({
      type: ReferralSource,
      description: 'Whether an OAuth sign-in returns to an app or a page.',
    }),
    enableApp2App: t.boolean({
      description: "Set to true to let the sign-in open the institution's app.",
    }),
    uiMessageWebviewUrlScheme: t.string({
      description: 'URL scheme of the app that an OAuth sign-in returns to.',
    }),
  }),
});

const CreateMemberResult = builder.unionType('CreateMemberResult', {
  description: 'The new member, or why there is none.',
  types: [
    MemberPayload,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    InstitutionUnavailableError,
  ],
});

builder.mutationField('createMember', (t) =>
  t.field({
    type: CreateMemberResult,
    nullable: false,
    description:
      'Connect a user to an institution. A job starts at once. Follow it with `memberStatus`. For an ' +
      'OAuth member, the job starts once the end user has signed in at its `oauthWindowUri`.',
    args: {
      input: t.arg({ type: CreateMemberInput, required: true, description: 'The connection.' }),
    },
    resolve: async (_root, { input }, context) => {
      const named = toUserGuid(input.userId, context);
      const institutionCode = checkInstitutionCode(input.institutionCode);
      const userGuid = ownUserGuid(context.viewer, named);
      if (userGuid === null) return noSuchUser();
      const problem = validateInput(input, context);
      if (problem !== null) return problem;

      const { userId: _, products: __, credentials, clientMutationId, ...rest } = input;
      const products = nameProducts(input.products, context.apiVersion);
      const member = {
        ...withoutNulls(rest),
        institutionCode,
        credentials,
        products: products.ok ? products.names : undefined,
      };
      const { caller } = context.session;
      const origin = { caller, clientMutationId };
      const outcome = await context.memberChanges.create(userGuid, member, origin);
      context.forgetLoaded(userGuid);
      switch (outcome.kind) {
        case 'done':
          return memberPayload(
            outcome.isRepeat ? await asItIsNow(outcome.value, context) : outcome.value,
          );
        case 'other-input':
          return otherInput();
        case 'not-found':
          return failures.notFound(
            (await describeMissing(institutionCode, context)) ?? 'There is no such user.',
          );
        case 'invalid-input':
          return failures.invalidInput('MX rejected the credentials or another field.', ['input']);
        case 'conflict':
          return conflict(userGuid, member, context);
        case 'institution-unavailable':
          return failures.institutionUnavailable(outcome.trouble, institutionCode);
      }
    },
  }),
);

/**
 * Reports input that MX would reject or that MX's version cannot express, with the name of the
 * field and without a call.
 */
function validateInput(input: typeof CreateMemberInput.$inferInput, context: Context) {
  const { apiVersion } = context;
  const { credentials, products } = input;
  const isOAuth = input.isOAuth === true;
  if (isOAuth && credentials.length > 0) {
    const message = 'An OAuth member does not take credentials.';
    return failures.invalidInput(message, ['input', 'credentials']);
  }
  if (input.skipAggregation === true && apiVersion !== 'v20111101') {
    const message = `skipAggregation is not supported by MX API ${apiVersion}.`;
    return failures.invalidInput(message, ['input', 'skipAggregation']);
  }
  const named = nameProducts(products, apiVersion);
  if (!named.ok) return failures.invalidInput(named.problem, ['input', 'products']);
  return (
    (isOAuth ? null : validateCredentials(credentials)) ??
    validateExternalId(input.externalId) ??
    validateClientMutationId(input.clientMutationId) ??
    validateRedirects(input, context)
  );
}

/**
 * The member for a repeated call, read again, because it may have changed since the first call. MX
 * returns the address of the sign-in page only once.
 */
async function asItIsNow(first: MemberModel, { loaders }: Context): Promise<MemberModel> {
  const now = await loaders.member.load(keyOf(first)).catch(() => null);
  return now === null
    ? first
    : { ...now, oauthWindowUri: now.oauthWindowUri ?? first.oauthWindowUri };
}

async function conflict(
  userGuid: OwnUserGuid,
  member: Pick<NewMember, 'institutionCode' | 'externalId'>,
  context: Context,
) {
  const existing = await context.memberChanges.findInTheWay(userGuid, member);
  const message = 'A member of this institution with these credentials already exists.';
  return failures.conflict(message, existing && toNode('Member', existing));
}

function noSuchUser() {
  return failures.notFound('There is no such user.');
}
