import { ownUserGuid } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import { badUserInput } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { Product } from '../enums.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { failures } from '../failures.ts';
import { parseId } from '../global-id.ts';
import { nameProducts } from '../products.ts';
import { withoutNulls } from '../without-nulls.ts';
import { checkInstitutionCode, toUserGuid } from './inputs.ts';
import { validateRedirects } from './redirects.ts';

interface Payload {
  readonly __typename: 'ConnectWidgetPayload';
  readonly url: string;
}

const ConnectWidgetPayload = builder.objectRef<Payload>('ConnectWidgetPayload').implement({
  description: "The address of MX's Connect Widget for this user.",
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description: 'Valid once, for ten minutes. Anyone who has this URL can act as the user.',
    }),
  }),
});

const OAuthReferralSource = builder.enumType('OAuthReferralSource', {
  description: 'Where an end user comes from, and where an OAuth sign-in returns to.',
  values: {
    APP: { description: 'A mobile app.' },
    BROWSER: { description: 'A web page.' },
  } as const,
});

const UseCase = builder.enumType('UseCase', {
  description: 'The purpose of a member.',
  values: {
    PFM: { description: 'Personal financial management: accounts, transactions, rewards.' },
    MONEY_MOVEMENT: { description: 'Payments to and from its accounts.' },
  } as const,
});

const RequestConnectWidgetInput = builder.inputType('RequestConnectWidgetInput', {
  description: "Configuration of MX's Connect Widget.",
  fields: (t) => ({
    userId: t.id({
      description: 'Global id of the user. Optional with a memberId, and for end users.',
    }),
    memberId: t.id({
      description: 'Global id of the member to reconnect. Leave it out to connect a new one.',
    }),
    institutionCode: t.id({
      description: 'Open the widget at this institution instead of the search.',
    }),
    products: t.field({
      type: [Product],
      description: 'What to aggregate. Defaults to rewards. MX API v20250224 only.',
    }),
    clientRedirectUrl: t.field({ type: 'URL', description: 'Where an OAuth sign-in returns to.' }),
    colorScheme: t.string({ description: '`light`, `dark` or `browser`.' }),
    isMobileWebview: t.boolean({
      description: 'True when the widget opens in a web view of a mobile app.',
    }),
    uiMessageWebviewUrlScheme: t.string({
      description: "URL scheme of the app that receives the widget's messages.",
    }),
    oauthReferralSource: t.field({
      type: OAuthReferralSource,
      description: 'Whether an OAuth sign-in returns to an app (by its URL scheme) or to a page.',
    }),
    enableApp2App: t.boolean({
      description: "Set to true to let an OAuth sign-in open the institution's app.",
    }),
    updateCredentials: t.boolean({
      description: 'Set to true to open the form for new credentials of the member.',
    }),
    locale: t.string({
      description: 'Language of the widget, such as en-US, es or fr-CA. MX API v20250224 only.',
    }),
    country: t.string({
      description:
        'Show only institutions in this country (ISO 3166, in capitals). MX API v20250224 only.',
    }),
    disableInstitutionSearch: t.boolean({
      description: 'Set to true to stop the end user from searching for another institution.',
    }),
    useCases: t.field({
      type: [UseCase],
      description: 'The purposes of new members. MX API v20250224 only.',
    }),
  }),
});

const RequestConnectWidgetResult = builder.unionType('RequestConnectWidgetResult', {
  description: 'The URL, or why there is none.',
  types: [ConnectWidgetPayload, NotFoundError, InvalidInputError],
});

builder.mutationField('requestConnectWidget', (t) =>
  t.field({
    type: RequestConnectWidgetResult,
    nullable: false,
    description: "Request a URL of MX's Connect Widget, configured to aggregate rewards.",
    args: {
      input: t.arg({
        type: RequestConnectWidgetInput,
        required: true,
        description: 'The configuration.',
      }),
    },
    resolve: async (_root, { input }, context) => {
      const { userGuid: named, memberGuid } = toNamed(input, context);
      const code = input.institutionCode ?? undefined;
      const institutionCode = code && checkInstitutionCode(code);
      const userGuid = ownUserGuid(context.viewer, named);
      if (userGuid === null) return failures.notFound('There is no such user.');
      const problem = validateInput(input, context);
      if (problem !== null) return problem;

      const { userId: _, memberId: __, products: ___, ...rest } = input;
      const products = nameProducts(input.products, context.apiVersion);
      const outcome = await context.memberChanges.requestConnectWidget(userGuid, {
        ...withoutNulls(rest),
        institutionCode,
        memberGuid,
        products: products.ok ? products.names : undefined,
      });
      switch (outcome.kind) {
        case 'done':
          return { __typename: 'ConnectWidgetPayload' as const, url: outcome.value };
        case 'not-found':
          return failures.notFound('There is no such user, member or institution.');
        case 'invalid-input':
        case 'conflict':
          return failures.invalidInput('MX rejected this configuration.', ['input']);
      }
    },
  }),
);

type WidgetInput = typeof RequestConnectWidgetInput.$inferInput;

/** The user that the input names, and the member if it names one. */
function toNamed({ userId, memberId }: WidgetInput, context: Context) {
  if (typeof memberId !== 'string') {
    return { userGuid: toUserGuid(userId, context), memberGuid: undefined };
  }
  const [userGuid = '', memberGuid] = parseId(memberId, 'Member', ['input', 'memberId']);
  if (typeof userId === 'string' && toUserGuid(userId, context) !== userGuid) {
    throw badUserInput('memberId does not belong to the user that userId names.', [
      'input',
      'memberId',
    ]);
  }
  return { userGuid, memberGuid };
}

function validateInput(input: WidgetInput, context: Context) {
  const { colorScheme } = input;
  const isScheme =
    (colorScheme ?? null) === null || /^(?:light|dark|browser)$/.test(colorScheme ?? '');
  if (!isScheme) {
    const message = 'colorScheme must be light, dark or browser.';
    return failures.invalidInput(message, ['input', 'colorScheme']);
  }
  return (
    validateVersion(input, context) ?? validatePlace(input) ?? validateProducts(input, context)
  );
}

const newFields = ['locale', 'country', 'useCases'] as const;

function validateVersion(input: WidgetInput, { apiVersion }: Context) {
  const field = newFields.find((name) => (input[name] ?? null) !== null);
  if (field === undefined || apiVersion !== 'v20111101') return null;
  const message = `${field} is not supported by MX API ${apiVersion}.`;
  return failures.invalidInput(message, ['input', field]);
}

function validatePlace({ locale, country, updateCredentials, memberId }: WidgetInput) {
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

function validateProducts(input: WidgetInput, context: Context) {
  const named = nameProducts(input.products, context.apiVersion);
  if (!named.ok) return failures.invalidInput(named.problem, ['input', 'products']);
  return validateRedirects(input, context);
}
