import type { AccountKey, AccountModel } from '../mx/api/account.ts';
import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import type { RewardKey, RewardModel } from '../mx/api/reward.ts';
import type { TransactionKey, TransactionModel } from '../mx/api/transaction.ts';
import type { UserModel } from '../mx/api/user.ts';
import type { Viewer } from './viewer.ts';

// Loaders, changes and the hub only accept the keys of this file: a forgotten check is a type
// error. Only the functions below make such keys, so no other file may cast to their types.

declare const checked: unique symbol;

/** The guid of a user whose data the viewer may see and change. */
export type OwnUserGuid = string & { readonly [checked]: 'own' };

/** A key whose user was checked. MX nests every path under its user, so the rest needs no check. */
export type Own<Key extends { readonly userGuid: string }> = Key & {
  readonly userGuid: OwnUserGuid;
};

export type OwnMemberKey = Own<MemberKey>;
export type OwnAccountKey = Own<AccountKey>;
export type OwnRewardKey = Own<RewardKey>;
export type OwnTransactionKey = Own<TransactionKey>;

/** Proof that the viewer may create, change, delete and list users. */
export type Administrator = Viewer & { readonly [checked]: 'administrator' };

/** The permission check: null for a user whom the viewer may not see. */
export function ownUserGuid(viewer: Viewer, userGuid: string): OwnUserGuid | null {
  const isOwn = viewer.kind === 'partner' || viewer.userGuid === userGuid;
  return isOwn ? (userGuid as OwnUserGuid) : null;
}

/** The permission check for a whole key. */
export function ownKey<Key extends { readonly userGuid: string }>(
  viewer: Viewer,
  key: Key,
): Own<Key> | null {
  const userGuid = ownUserGuid(viewer, key.userGuid);
  return userGuid === null ? null : { ...key, userGuid };
}

/** Null for a viewer who may not administrate users. */
export function asAdministrator(viewer: Viewer): Administrator | null {
  return viewer.kind === 'partner' ? (viewer as Administrator) : null;
}

/** The guid of the end user who is the viewer. */
export function ownGuid(viewer: Extract<Viewer, { kind: 'user' }>): OwnUserGuid {
  return viewer.userGuid as OwnUserGuid;
}

type OwnedModel = UserModel | MemberModel | AccountModel | RewardModel | TransactionModel;

/**
 * The user of a model. No second check is needed: models are only read with checked keys, and the
 * decoders reject objects of another user.
 */
export function ownerOf(model: OwnedModel): OwnUserGuid {
  return ('userGuid' in model ? model.userGuid : model.guid) as OwnUserGuid;
}

/** The key of a member that was read, which needs no second check: see `ownerOf`. */
export function keyOf(member: MemberModel): OwnMemberKey {
  return { userGuid: ownerOf(member), memberGuid: member.guid };
}
