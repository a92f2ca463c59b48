import type { MemberErrorModel } from '../../mx/api/member-error.ts';
import { builder } from '../builder.ts';

export const MemberError = builder.objectRef<MemberErrorModel>('MemberError').implement({
  description: 'What MX says went wrong with a connection.',
  fields: (t) => ({
    code: t.exposeInt('code', {
      description: "MX's number: 2005 of wrong credentials, 1001 of no accounts, for example.",
    }),
    message: t.exposeString('message', {
      description: "MX's words, those for end users where it has some; plain text.",
    }),
  }),
});
