import { builder } from '../builder.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { failures } from '../failures.ts';
import { withoutNulls } from '../without-nulls.ts';
import { ReferralSource } from './inputs.ts';
import { keyOfInput, noSuchMember } from './payload.ts';
import { validateRedirects } from './redirects.ts';

interface Payload {
  readonly __typename: 'OAuthWindowPayload';
  readonly url: string;
}

const OAuthWindowPayload = builder.objectRef<Payload>('OAuthWindowPayload').implement({
  description: "The address of the institution's sign-in page.",
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description:
        'Valid once. Anyone who has this URL can connect, so send it only to the end user.',
    }),
  }),
});

const RequestOAuthWindowInput = builder.inputType('RequestOAuthWindowInput', {
  description: 'Which member to authorise, and where the end user goes afterwards.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
    clientRedirectUrl: t.field({
      type: 'URL',
      description: 'The page or app that the sign-in returns to.',
    }),
    referralSource: t.field({
      type: ReferralSource,
      description: 'Whether the sign-in returns to an app or a page.',
    }),
    enableApp2App: t.boolean({
      description: "Set to true to let the sign-in open the institution's app.",
    }),
    uiMessageWebviewUrlScheme: t.string({ description: 'URL scheme of the app to return to.' }),
  }),
});

const RequestOAuthWindowResult = builder.unionType('RequestOAuthWindowResult', {
  description: 'The URL, or why there is none.',
  types: [OAuthWindowPayload, NotFoundError, InvalidInputError],
});

builder.mutationField('requestOAuthWindow', (t) =>
  t.field({
    type: RequestOAuthWindowResult,
    nullable: false,
    description: "Request the URL of the institution's sign-in page for an OAuth member.",
    args: {
      input: t.arg({ type: RequestOAuthWindowInput, required: true, description: 'The member.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const problem = validateRedirects(input, context);
      if (problem !== null) return problem;
      const { memberId: _, ...rest } = input;
      const outcome = await context.memberChanges.requestOAuthWindow(key, withoutNulls(rest));
      switch (outcome.kind) {
        case 'done':
          return { __typename: 'OAuthWindowPayload' as const, url: outcome.value };
        case 'not-found':
          return noSuchMember();
        case 'invalid-input':
        case 'conflict': {
          const message = 'MX has no sign-in page for this member. It may not be an OAuth member.';
          return failures.invalidInput(message, ['input', 'memberId']);
        }
      }
    },
  }),
);
