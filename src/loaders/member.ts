import DataLoader from 'dataloader';
import type { OwnMemberKey, OwnUserGuid } from '../auth/keys.ts';
import type { MemberKey } from '../mx/api/member.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { settleEach } from './batching/batch.ts';
import { createListLoader, listOrRead } from './batching/list-or-read.ts';
import { noteLoads } from './batching/note-loads.ts';
import type { LoaderSources } from './sources.ts';

export type MemberLoaders = ReturnType<typeof createMemberLoaders>;

export const memberCacheKey = (key: MemberKey) => `${key.userGuid}/${key.memberGuid}`;

export function createMemberLoaders({ share, readStatus, note }: LoaderSources) {
  const membersOfUser = createListLoader((userGuid: OwnUserGuid) =>
    share(userGuid, 'members', (calls) => calls.members.list(userGuid)),
  );

  const member = new DataLoader(
    (keys: readonly OwnMemberKey[]) =>
      listOrRead(keys, {
        parentOf: (key) => key.userGuid,
        lists: membersOfUser,
        isSame: (key, item) => item.guid === key.memberGuid,
        read: (key) =>
          share(key.userGuid, `member ${key.memberGuid}`, (calls) => calls.members.read(key)),
      }),
    { cacheKeyFn: memberCacheKey },
  );

  const memberStatus = new DataLoader(
    (keys: readonly OwnMemberKey[]) => settleEach(keys, (key) => missingAsNull(readStatus(key))),
    { cacheKeyFn: memberCacheKey },
  );

  const memberCredentials = new DataLoader(
    (keys: readonly OwnMemberKey[]) =>
      settleEach(keys, (key) => {
        const name = `credentials of ${key.memberGuid}`;
        return missingAsNull(share(key.userGuid, name, (calls) => calls.members.credentials(key)));
      }),
    { cacheKeyFn: memberCacheKey },
  );

  return {
    membersOfUser,
    member,
    memberStatus: noteLoads(memberStatus, (key) => note({ kind: 'status', key })),
    memberCredentials,
  };
}
