import { mayRead } from '../../auth/viewer.ts';
import type { Context } from '../../context.ts';
import { badUserInput } from '../../operation/errors.ts';
import { builder } from '../builder.ts';
import { Product } from '../enums.ts';
import { partsOfId } from '../global-id.ts';
import { nameProducts } from '../products.ts';
import { failures, InvalidInputError, NotFoundError } from '../results.ts';
import { withoutNulls } from '../without-nulls.ts';
import { checkInstitutionCode, ReferralSource, userGuidOf } from './inputs.ts';
import { keyOfInput, noSuchMember } from './payload.ts';
import { problemOfRedirects } from './redirects.ts';

interface UrlPayload<Type extends string> {
  readonly __typename: Type;
  readonly url: string;
}

const OAuthWindowPayload = builder
  .objectRef<UrlPayload<'OAuthWindowPayload'>>('OAuthWindowPayload')
  .implement({
    description: "Where the end user signs in at the institution's own page.",
    fields: (t) => ({
      url: t.expose('url', {
        type: 'URL',
        nullable: false,
        description: 'For one use. Whoever has it can connect: give it to the end user alone.',
      }),
    }),
  });

const ConnectWidgetPayload = builder
  .objectRef<UrlPayload<'ConnectWidgetPayload'>>('ConnectWidgetPayload')
  .implement({
    description: "Where MX's Connect Widget opens for this user.",
    fields: (t) => ({
      url: t.expose('url', {
        type: 'URL',
        nullable: false,
        description: 'For one use within ten minutes. Whoever has it acts as the user.',
      }),
    }),
  });

const RequestOAuthWindowInput = builder.inputType('RequestOAuthWindowInput', {
  description: 'Which member is to be authorised, and where the end user goes afterwards.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
    clientRedirectUrl: t.field({ type: 'URL', description: 'Where the sign-in returns to.' }),
    referralSource: t.field({
      type: ReferralSource,
      description: 'Whether it returns to an app or a page.',
    }),
    enableApp2App: t.boolean({
      description: "True: the sign-in may open the institution's own app.",
    }),
    uiMessageWebviewUrlScheme: t.string({ description: 'URL scheme of the app to return to.' }),
  }),
});

const RequestConnectWidgetInput = builder.inputType('RequestConnectWidgetInput', {
  description: "What MX's Connect Widget opens with.",
  fields: (t) => ({
    userId: t.id({
      description: 'Global id of the user. May be left out with a memberId, or by an end user.',
    }),
    memberId: t.id({ description: 'Global id of the member to mend; none to connect a new one.' }),
    institutionCode: t.id({ description: 'Opens at this institution instead of the search.' }),
    products: t.field({
      type: [Product],
      description: 'What to gather; rewards unless given. MX_API_VERSION v20250224 only.',
    }),
    clientRedirectUrl: t.field({ type: 'URL', description: 'Where an OAuth sign-in returns to.' }),
    colorScheme: t.string({ description: 'light, dark or browser.' }),
    isMobileWebview: t.boolean({ description: 'True inside a web view of a mobile app.' }),
    uiMessageWebviewUrlScheme: t.string({ description: 'URL scheme of the app for messages.' }),
  }),
});

const RequestOAuthWindowResult = builder.unionType('RequestOAuthWindowResult', {
  description: 'The address, or why there is none.',
  types: [OAuthWindowPayload, NotFoundError, InvalidInputError],
});

const RequestConnectWidgetResult = builder.unionType('RequestConnectWidgetResult', {
  description: 'The address, or why there is none.',
  types: [ConnectWidgetPayload, NotFoundError, InvalidInputError],
});

builder.mutationFields((t) => ({
  requestOAuthWindow: t.field({
    type: RequestOAuthWindowResult,
    nullable: false,
    description: "Ask for the institution's sign-in page of an OAuth member.",
    args: {
      input: t.arg({ type: RequestOAuthWindowInput, required: true, description: 'The member.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const problem = problemOfRedirects(input, context);
      if (problem !== null) return problem;
      const { memberId: _, ...rest } = input;
      const outcome = await context.memberChanges.requestOAuthWindow(key, withoutNulls(rest));
      switch (outcome.kind) {
        case 'done':
          return { __typename: 'OAuthWindowPayload' as const, url: outcome.value };
        case 'missing':
          return noSuchMember();
        case 'invalid':
        case 'conflict': {
          const message = 'MX has no such page for this member: it may not be an OAuth member.';
          return failures.invalidInput(message, ['input', 'memberId']);
        }
      }
    },
  }),
  requestConnectWidget: t.field({
    type: RequestConnectWidgetResult,
    nullable: false,
    description: "Ask for an address of MX's Connect Widget, set to gather rewards.",
    args: {
      input: t.arg({ type: RequestConnectWidgetInput, required: true, description: 'The set-up.' }),
    },
    resolve: async (_root, { input }, context) => {
      const { userGuid, memberGuid } = ownerOf(input, context);
      const code = input.institutionCode ?? undefined;
      const institutionCode = code && checkInstitutionCode(code);
      if (!mayRead(context.viewer, userGuid)) return failures.notFound('There is no such user.');
      const problem = problemOf(input, context);
      if (problem !== null) return problem;

      const { userId: _, memberId: __, products: ___, ...rest } = input;
      const named = nameProducts(input.products, context.apiVersion);
      const outcome = await context.memberChanges.requestConnectWidget(userGuid, {
        ...withoutNulls(rest),
        institutionCode,
        memberGuid,
        products: named.ok ? named.names : undefined,
      });
      switch (outcome.kind) {
        case 'done':
          return { __typename: 'ConnectWidgetPayload' as const, url: outcome.value };
        case 'missing':
          return failures.notFound('There is no such user, member or institution.');
        case 'invalid':
        case 'conflict':
          return failures.invalidInput('MX refused this set-up.', ['input']);
      }
    },
  }),
}));

type WidgetInput = typeof RequestConnectWidgetInput.$inferInput;

function ownerOf({ userId, memberId }: WidgetInput, context: Context) {
  if (typeof memberId !== 'string') {
    return { userGuid: userGuidOf(userId, context), memberGuid: undefined };
  }
  const [userGuid = '', memberGuid] = partsOfId(memberId, 'Member', ['input', 'memberId']);
  if (typeof userId === 'string' && userGuidOf(userId, context) !== userGuid) {
    throw badUserInput('memberId is of another user than userId.', ['input', 'memberId']);
  }
  return { userGuid, memberGuid };
}

function problemOf(input: WidgetInput, context: Context) {
  const { products, colorScheme } = input;
  const isScheme =
    (colorScheme ?? null) === null || /^(?:light|dark|browser)$/.test(colorScheme ?? '');
  if (!isScheme) {
    const message = 'colorScheme must be light, dark or browser.';
    return failures.invalidInput(message, ['input', 'colorScheme']);
  }
  const named = nameProducts(products, context.apiVersion);
  if (!named.ok) return failures.invalidInput(named.problem, ['input', 'products']);
  return problemOfRedirects(input, context);
}
