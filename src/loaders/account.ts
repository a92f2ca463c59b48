import type { OwnAccountKey, OwnMemberKey, OwnUserGuid } from '../auth/keys.ts';
import type { Batch } from '../ledger.ts';
import type { AccountKey, AccountModel } from '../mx/api/account.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { List } from '../mx/client.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { settleEach } from './batching/batch.ts';
import { createListLoader, listOrRead } from './batching/list-or-read.ts';
import { createLoader } from './batching/loader.ts';
import { noteLoads } from './batching/note-loads.ts';
import { memberCacheKey } from './member.ts';
import { nameOf } from './remembered-reads.ts';
import type { LoaderSources } from './sources.ts';

export type AccountLoaders = ReturnType<typeof createAccountLoaders>;

const accountCacheKey = (key: AccountKey) => `${key.userGuid}/${key.accountGuid}`;

export function createAccountLoaders(sources: LoaderSources) {
  const accountsOfUser = createListLoader(
    sources,
    'accountsOfUser',
    (userGuid: OwnUserGuid, batch) =>
      sources.share(batch, {
        userGuid,
        name: 'accounts',
        read: (calls) => calls.accounts.ofUser(userGuid),
      }),
  );

  const readAccount = (key: AccountKey, batch: Batch) =>
    sources.share(batch, {
      userGuid: key.userGuid,
      name: nameOf({ kind: 'rewardsFields', key }),
      read: (calls) => calls.accounts.read(key),
    });

  const accountsOfMember = createLoader(
    sources,
    'accountsOfMember',
    async (keys: readonly OwnMemberKey[], batch) => {
      const alone = new Set(loneMembers(keys));
      return settleEach(keys, async (key) => {
        if (alone.has(key) && !accountsOfUser.isStarted(key.userGuid)) {
          return missingAsNull(
            sources.share(batch, {
              userGuid: key.userGuid,
              name: `accounts of ${key.memberGuid}`,
              read: (calls) => calls.accounts.ofMember(key),
            }),
          );
        }
        const accounts = await accountsOfUser.load(key.userGuid);
        return accounts === null ? null : ofMember(accounts, key.memberGuid);
      });
    },
    { cacheKeyFn: memberCacheKey },
  );

  const account = createLoader(
    sources,
    'account',
    (keys: readonly OwnAccountKey[], batch) =>
      listOrRead(keys, {
        parentOf: (key) => key.userGuid,
        lists: accountsOfUser,
        isSame: (key, item) => item.guid === key.accountGuid,
        read: (key) => readAccount(key, batch),
      }),
    { cacheKeyFn: accountCacheKey },
  );

  // Lists may omit these fields; the read of a single account has them.
  const accountRewardsFields = createLoader(
    sources,
    'accountRewardsFields',
    (keys: readonly OwnAccountKey[], batch) =>
      settleEach(keys, async (key) => {
        const read = await missingAsNull(readAccount(key, batch));
        return read?.rewardsFields ?? null;
      }),
    { cacheKeyFn: accountCacheKey },
  );

  return {
    accountsOfUser,
    accountsOfMember,
    account,
    accountRewardsFields: noteLoads(accountRewardsFields, (key) =>
      sources.note({ kind: 'rewardsFields', key }),
    ),
  };
}

/** An account without a member guid may belong to any member. */
function ofMember({ items, isComplete }: List<AccountModel>, memberGuid: string) {
  return {
    items: items.filter((account) => account.memberGuid === memberGuid),
    isComplete: isComplete && items.every((account) => account.memberGuid !== null),
  };
}

/**
 * The keys whose user has no other member in this batch: for them the list of the member is the
 * smaller read.
 */
function loneMembers(keys: readonly MemberKey[]): MemberKey[] {
  const byUser = Map.groupBy(keys, (key) => key.userGuid);
  return [...byUser.values()].filter((group) => group.length === 1).flat();
}
