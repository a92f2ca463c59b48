import type { Context } from '../../context.ts';
import { EXTERNAL_ID_RULE, isExternalId, isGuid, isPartnerId } from '../../mx/path.ts';
import { badUserInput } from '../../operation/refusal.ts';
import type { Secret } from '../../secret.ts';
import { builder } from '../builder.ts';
import { failures } from '../failures.ts';
import { parseId } from '../global-id.ts';

export const CredentialInput = builder.inputType('CredentialInput', {
  description: 'The value of one credential.',
  fields: (t) => ({
    guid: t.id({ required: true, description: 'The guid of the `CredentialField`.' }),
    value: t.field({
      type: 'Secret',
      required: true,
      description: 'The value that the end user entered.',
    }),
  }),
});

export const ReferralSource = builder.enumType('ReferralSource', {
  description: 'The page or app that an OAuth sign-in returns to.',
  values: {
    APP: { description: 'A mobile app.' },
    BROWSER: { description: 'A web page.' },
  } as const,
});

/** The user that an input names, or the viewer if an end user names none. */
export function toUserGuid(userId: string | null | undefined, { viewer }: Context): string {
  const inputPath = ['input', 'userId'];
  if (typeof userId === 'string') return parseId(userId, 'User', inputPath)[0] ?? '';
  if (viewer.kind === 'user') return viewer.userGuid;
  throw badUserInput('A partner caller must pass userId.', inputPath);
}

/**
 * Describes which object is missing, the user or the institution, as far as it can be known: MX
 * responds with 404 for both.
 */
export async function describeMissing(code: string | undefined, { reference }: Context) {
  if (code === undefined) return undefined;
  try {
    const institution = await reference.institution(code);
    return institution === null ? `There is no institution ${code}.` : undefined;
  } catch {
    return undefined;
  }
}

/** BAD_USER_INPUT for a code that no institution can have. */
export function checkInstitutionCode(code: string): string {
  if (isPartnerId(code)) return code;
  const message = 'institutionCode must be letters, digits, hyphens and underscores.';
  throw badUserInput(message, ['input', 'institutionCode']);
}

export function validateCredentials(
  credentials: readonly { readonly guid: string; readonly value: Secret }[],
) {
  const path = ['input', 'credentials'];
  const guids = credentials.map(({ guid }) => guid);
  for (const [index, guid] of guids.entries()) {
    const at = [...path, String(index), 'guid'];
    if (!isGuid(guid)) return failures.invalidInput('This is not a credential guid.', at);
    if (guids.indexOf(guid) !== index) {
      return failures.invalidInput('This credential has more than one value.', at);
    }
  }
  return guids.length === 0
    ? failures.invalidInput(
        "Pass a value for each of the institution's credentials. If the institution uses OAuth " +
          '(supportsOAuth), set isOAuth to true instead.',
        path,
      )
    : null;
}

export function validateExternalId(externalId: string | null | undefined) {
  if (externalId === null || externalId === undefined || isExternalId(externalId)) return null;
  const message = `externalId must be ${EXTERNAL_ID_RULE}.`;
  return failures.invalidInput(message, ['input', 'externalId']);
}
