import type { JWTPayload } from 'jose';
import { isGuid } from '../mx/path.ts';

/** Whom a token names, before MX was asked about anyone. */
export type Bearer =
  | { readonly kind: 'partner'; readonly name: string }
  | { readonly kind: 'user'; readonly userGuid: string }
  /** The partner's own id of a user. */
  | { readonly kind: 'external'; readonly externalId: string };

const PARTNER_SCOPE = 'mx:partner';

export function isUserGuid(value: unknown): value is string {
  return isGuid(value) && value.startsWith('USR-');
}

/**
 * Whom checked claims name; null for nobody. A token that names a user is that user's, whatever its
 * scope: an issuer that grants scopes freely must not make a partner of an end user.
 */
export function toBearer(claims: JWTPayload): Bearer | null {
  const { mx_user_guid: userGuid, sub } = claims;
  if (userGuid !== undefined) return isUserGuid(userGuid) ? { kind: 'user', userGuid } : null;
  const subject = toName(sub);
  if (isPartner(claims)) {
    const name = subject ?? toName(claims['azp']) ?? toName(claims['client_id']) ?? 'unnamed';
    return { kind: 'partner', name };
  }
  return subject === null ? null : { kind: 'external', externalId: subject };
}

/** Issuers write scopes in `scope`, space separated, or in `scp`, most often as a list. */
function isPartner({ scope, scp }: JWTPayload): boolean {
  return [scope, scp].some((granted) => toScopes(granted).includes(PARTNER_SCOPE));
}

function toScopes(granted: unknown): readonly unknown[] {
  if (Array.isArray(granted)) return granted;
  return typeof granted === 'string' ? granted.split(' ') : [];
}

function toName(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? claim : null;
}
