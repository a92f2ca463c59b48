import type { Administrator, Own, OwnUserGuid } from '../../src/auth/keys.ts';

// Keys for tests that are not about permission.

export const administrator = { kind: 'partner' } as Administrator;

export function ownUser(userGuid: string): OwnUserGuid {
  return userGuid as OwnUserGuid;
}

export function ownKey<Key extends { readonly userGuid: string }>(key: Key): Own<Key> {
  return key as Own<Key>;
}
