import type { MemberErrorModel } from '../../mx/api/member-error.ts';
import { builder } from '../builder.ts';

export const MemberError = builder.objectRef<MemberErrorModel>('MemberError').implement({
  description: "MX's description of what went wrong with a connection.",
  fields: (t) => ({
    code: t.exposeInt('code', {
      description: "MX's error number, such as 2005 (wrong credentials) or 1001 (no accounts).",
    }),
    message: t.exposeString('message', {
      description: "MX's message as plain text: the one for end users, if there is one.",
    }),
  }),
});
