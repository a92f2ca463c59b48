import type { MemberStatusResult } from './generated/operations.ts';

/** An open challenge of MFA, in one of the forms that `__typename` names. */
export type Challenge = NonNullable<MemberStatusResult['memberStatus']['challenges']>[number];
