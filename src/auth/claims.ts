import type { JWTPayload } from 'jose';
import { isExternalId, isGuid } from '../mx/path.ts';
import { AuthError } from './auth-error.ts';
import { readClaim } from './read-claim.ts';

/** The subject of a token, not yet resolved at MX. */
export type Bearer =
  | { readonly kind: 'partner'; readonly name: string }
  | { readonly kind: 'user'; readonly userGuid: string }
  /** The partner's own id of a user. */
  | { readonly kind: 'external'; readonly externalId: string };

/** The claims that identify a caller, as names of claims or paths to them. */
export interface ClaimNames {
  /**
   * The claim that names the end user. Defaults to `mx_user_guid` with a guid, then `sub` with an
   * external id.
   */
  readonly userClaim?: string | undefined;
  /** The claim that contains the grants. Defaults to `scope` and `scp`. */
  readonly partnerClaim?: string | undefined;
  /** The value in that claim that identifies a partner. Defaults to `mx:partner`. */
  readonly partnerValue?: string | undefined;
}

const GUID_CLAIM = 'mx_user_guid';
const GRANTS = ['scope', 'scp'] as const;
const PARTNER_VALUE = 'mx:partner';

/**
 * Claims whose values users choose themselves, or may choose. A user who chooses the name `USR-…`
 * in such a claim has that external id, and is not the user with that guid.
 */
const CHOSEN_CLAIMS: ReadonlySet<string> = new Set([
  ...['sub', 'email', 'username', 'user_name', 'preferred_username', 'cognito:username', 'login'],
  ...['name', 'nickname', 'given_name', 'family_name', 'upn', 'unique_name', 'phone_number'],
  ...['profile', 'website'],
]);

export function isUserGuid(value: unknown): value is string {
  return isGuid(value) && value.startsWith('USR-');
}

/**
 * The subject of verified claims. A token that names a user belongs to that user, regardless of its
 * grants: an issuer that grants freely must not turn an end user into a partner. `sub` may also
 * name a service.
 *
 * @throws {AuthError} UNAUTHENTICATED when the claims name nobody
 */
export function toBearer(claims: JWTPayload, names: ClaimNames = {}): Bearer {
  const { userClaim = GUID_CLAIM } = names;
  const named = userClaim === 'sub' ? undefined : readClaim(claims, userClaim);
  if (named !== undefined) return toUser(named, userClaim);
  if (isPartner(claims, names)) return { kind: 'partner', name: toPartnerName(claims) };
  if (names.userClaim !== undefined && userClaim !== 'sub') {
    throw new AuthError(
      'UNAUTHENTICATED',
      `the token has no claim ${userClaim} and no partner grant`,
    );
  }
  return toUser(claims.sub, 'sub');
}

function toUser(value: unknown, claim: string): Bearer {
  if (isUserGuid(value) && !CHOSEN_CLAIMS.has(claim)) return { kind: 'user', userGuid: value };
  if (isExternalId(value) && claim !== GUID_CLAIM) return { kind: 'external', externalId: value };
  const form = claim === GUID_CLAIM ? 'the guid of a user' : 'an id of a user';
  throw new AuthError('UNAUTHENTICATED', `the claim ${claim} of the token is not ${form}`);
}

function isPartner(claims: JWTPayload, { partnerClaim, partnerValue = PARTNER_VALUE }: ClaimNames) {
  const places = partnerClaim === undefined ? GRANTS : [partnerClaim];
  return places.some((name) => toList(readClaim(claims, name)).includes(partnerValue));
}

/** Issuers write grants as one space-separated text, or as a list. */
function toList(granted: unknown): readonly unknown[] {
  if (Array.isArray(granted)) return granted;
  return typeof granted === 'string' ? granted.split(' ') : [];
}

function toPartnerName({ sub, azp, client_id: clientId }: JWTPayload): string {
  const names = [sub, azp, clientId].filter((name) => typeof name === 'string');
  return names.find((name) => name !== '') ?? 'unnamed';
}
