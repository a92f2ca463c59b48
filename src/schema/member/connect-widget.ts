import { mayRead } from '../../auth/viewer.ts';
import type { Context } from '../../context.ts';
import { badUserInput } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { Product } from '../enums.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { failures } from '../failures.ts';
import { partsOfId } from '../global-id.ts';
import { nameProducts } from '../products.ts';
import { withoutNulls } from '../without-nulls.ts';
import { checkInstitutionCode, userGuidOf } from './inputs.ts';
import { problemOfRedirects } from './redirects.ts';

interface Payload {
  readonly __typename: 'ConnectWidgetPayload';
  readonly url: string;
}

const ConnectWidgetPayload = builder.objectRef<Payload>('ConnectWidgetPayload').implement({
  description: "Where MX's Connect Widget opens for this user.",
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description: 'For one use within ten minutes. Whoever has it acts as the user.',
    }),
  }),
});

const OAuthReferralSource = builder.enumType('OAuthReferralSource', {
  description: 'Where an end user comes from, and goes back to after an OAuth sign-in.',
  values: {
    APP: { description: 'A mobile app.' },
    BROWSER: { description: 'A web page.' },
  } as const,
});

const UseCase = builder.enumType('UseCase', {
  description: 'What a member is for.',
  values: {
    PFM: { description: 'Personal financial management: accounts, transactions, rewards.' },
    MONEY_MOVEMENT: { description: 'Payments from and to its accounts.' },
  } as const,
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
    oauthReferralSource: t.field({
      type: OAuthReferralSource,
      description: 'Whether an OAuth sign-in returns to an app, by its URL scheme, or to a page.',
    }),
    enableApp2App: t.boolean({
      description: "True: an OAuth sign-in may open the institution's own app.",
    }),
    updateCredentials: t.boolean({
      description: 'True: opens at the form for new credentials of the member that is named.',
    }),
    locale: t.string({
      description:
        'Language of the widget, such as en-US, es or fr-CA. MX_API_VERSION v20250224 only.',
    }),
    country: t.string({
      description:
        'Only institutions of this country, ISO 3166 in capitals. MX_API_VERSION v20250224 only.',
    }),
    disableInstitutionSearch: t.boolean({
      description: 'True: the end user cannot look for another institution.',
    }),
    useCases: t.field({
      type: [UseCase],
      description: 'What new members are for. MX_API_VERSION v20250224 only.',
    }),
  }),
});

const RequestConnectWidgetResult = builder.unionType('RequestConnectWidgetResult', {
  description: 'The address, or why there is none.',
  types: [ConnectWidgetPayload, NotFoundError, InvalidInputError],
});

builder.mutationField('requestConnectWidget', (t) =>
  t.field({
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
          return failures.invalidInput('MX rejected this configuration.', ['input']);
      }
    },
  }),
);

type WidgetInput = typeof RequestConnectWidgetInput.$inferInput;

function ownerOf({ userId, memberId }: WidgetInput, context: Context) {
  if (typeof memberId !== 'string') {
    return { userGuid: userGuidOf(userId, context), memberGuid: undefined };
  }
  const [userGuid = '', memberGuid] = partsOfId(memberId, 'Member', ['input', 'memberId']);
  if (typeof userId === 'string' && userGuidOf(userId, context) !== userGuid) {
    throw badUserInput('memberId does not belong to the user that userId names.', [
      'input',
      'memberId',
    ]);
  }
  return { userGuid, memberGuid };
}

function problemOf(input: WidgetInput, context: Context) {
  const { colorScheme } = input;
  const isScheme =
    (colorScheme ?? null) === null || /^(?:light|dark|browser)$/.test(colorScheme ?? '');
  if (!isScheme) {
    const message = 'colorScheme must be light, dark or browser.';
    return failures.invalidInput(message, ['input', 'colorScheme']);
  }
  return (
    problemOfVersion(input, context) ?? problemOfPlace(input) ?? problemOfProducts(input, context)
  );
}

const newFields = ['locale', 'country', 'useCases'] as const;

function problemOfVersion(input: WidgetInput, { apiVersion }: Context) {
  const field = newFields.find((name) => (input[name] ?? null) !== null);
  if (field === undefined || apiVersion !== 'v20111101') return null;
  const message = `${field} is not supported by MX API ${apiVersion}.`;
  return failures.invalidInput(message, ['input', field]);
}

function problemOfPlace({ locale, country, updateCredentials, memberId }: WidgetInput) {
  if (typeof locale === 'string' && !/^[a-z]{2}(?:-[A-Z]{2})?$/.test(locale)) {
    return failures.invalidInput('locale must look like en or en-US.', ['input', 'locale']);
  }
  if (typeof country === 'string' && !/^[A-Z]{2}$/.test(country)) {
    return failures.invalidInput('country must be two capital letters, such as US.', [
      'input',
      'country',
    ]);
  }
  if (updateCredentials === true && typeof memberId !== 'string') {
    const message = 'updateCredentials requires the memberId of the member to update.';
    return failures.invalidInput(message, ['input', 'updateCredentials']);
  }
  return null;
}

function problemOfProducts(input: WidgetInput, context: Context) {
  const named = nameProducts(input.products, context.apiVersion);
  if (!named.ok) return failures.invalidInput(named.problem, ['input', 'products']);
  return problemOfRedirects(input, context);
}
