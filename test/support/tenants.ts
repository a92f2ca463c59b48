import type { AuthConfig } from '../../src/config/auth.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { Secret } from '../../src/secret.ts';
import { AUDIENCE, createSecretSigner, ISSUER, type Json, mint } from '../auth/issuer.ts';

/** What signs the tokens. */
export const SECRET = 'known to the issuer and the gateway of the tests alone';
const signer = createSecretSigner(SECRET);

/** The gateway's config for callers that send tokens of `tokenOf` and `partnerToken`. */
export const tokenAuth: AuthConfig = {
  kind: 'jwt',
  keys: { kind: 'secret', secret: new Secret(SECRET) },
  issuer: ISSUER,
  audience: AUDIENCE,
};

/** A token that the gateway accepts now and for `seconds`; an undefined claim is omitted. */
export function mintNow(claims: Json, seconds = 900): string {
  const now = Date.now() / 1_000;
  return mint(signer, { iat: Math.floor(now), exp: now + seconds, sub: undefined, ...claims });
}

export function partnerToken(): string {
  return mintNow({ mx_user_guid: undefined, sub: 'backend', scope: 'mx:partner' });
}

/** An end user whose `tag` is in every string that a tagged MX returns about them. */
export interface Tenant {
  readonly tag: string;
  /** The first digits of every amount that a tagged MX returns about them. */
  readonly digits: string;
  readonly userGuid: string;
  readonly externalId: string;
  readonly userId: string;
  /**
   * The first is idle, the second has a challenge, the third has a running job; all users have the
   * last one.
   */
  readonly memberGuids: readonly string[];
  readonly accountGuids: readonly string[];
  readonly rewardGuids: readonly string[];
  readonly transactionGuids: readonly string[];
  readonly token: (seconds?: number) => string;
}

/** The guid of objects that every user has: only the path identifies the owner. */
const SHARED = '00000000-0000-4000-8000-00005aa2ed00';

export function createTenant(name: string, index: number): Tenant {
  const tag = `tag${name}`;
  const userGuid = `USR-${tag}`;
  const guids = (prefix: string, count: number) => [
    ...Array.from({ length: count }, (_, at) => `${prefix}-${tag}-${at}`),
    `${prefix}-${SHARED}`,
  ];
  return {
    tag,
    digits: `77${String(index).padStart(2, '0')}00`,
    userGuid,
    externalId: `external-${tag}`,
    userId: toGlobalId('User', userGuid),
    memberGuids: guids('MBR', 3),
    accountGuids: guids('ACT', 2),
    rewardGuids: guids('RWD', 1),
    transactionGuids: guids('TRN', 2),
    token: (seconds) => mintNow({ mx_user_guid: userGuid }, seconds),
  };
}

export function memberIdOf({ userGuid, memberGuids }: Tenant, at = 0): string {
  return toGlobalId('Member', userGuid, memberGuids[at] ?? '');
}
