import DataLoader from 'dataloader';
import type { List } from '../mx/client.ts';
import type { MemberStatusModel } from '../mx/member-status.ts';
import type { MemberKey, MemberModel } from '../mx/member.ts';
import { FAN_OUT, settleEach } from './batch.ts';
import { collapse } from './collapse.ts';
import { missingAsNull } from './missing.ts';
import type { LoaderSources } from './sources.ts';

export type MemberLoaders = ReturnType<typeof createMemberLoaders>;

/** A status as it was read, with the moment of reading (RFC 3339). */
export interface StatusReading {
  readonly model: MemberStatusModel;
  readonly observedAt: string;
}

export const memberCacheKey = (key: MemberKey) => `${key.userGuid}/${key.memberGuid}`;

export function createMemberLoaders({ mx, flights, now }: LoaderSources) {
  const lists = new Map<string, Promise<List<MemberModel> | null>>();

  const membersOfUser = new DataLoader(
    (userGuids: readonly string[]) =>
      settleEach(userGuids, FAN_OUT, (userGuid) =>
        missingAsNull(flights.share(userGuid, 'members', () => mx.members.list(userGuid))),
      ),
    { cacheMap: lists },
  );

  const member = new DataLoader(
    (keys: readonly MemberKey[]) =>
      collapse(keys, {
        parentOf: (key) => key.userGuid,
        isListed: (userGuid) => lists.has(userGuid),
        list: (userGuid) => membersOfUser.load(userGuid),
        isSame: (key, item) => item.guid === key.memberGuid,
        read: (key) =>
          flights.share(key.userGuid, `member ${key.memberGuid}`, () => mx.members.read(key)),
      }),
    { cacheKeyFn: memberCacheKey },
  );

  const memberStatus = new DataLoader(
    (keys: readonly MemberKey[]) =>
      settleEach(keys, FAN_OUT, async (key) => {
        const read = async (): Promise<StatusReading> => ({
          model: await mx.members.readStatus(key),
          observedAt: new Date(now()).toISOString(),
        });
        return missingAsNull(flights.share(key.userGuid, `status ${key.memberGuid}`, read));
      }),
    { cacheKeyFn: memberCacheKey },
  );

  const memberCredentials = new DataLoader(
    (keys: readonly MemberKey[]) =>
      settleEach(keys, FAN_OUT, (key) => missingAsNull(mx.members.credentials(key))),
    { cacheKeyFn: memberCacheKey },
  );

  return { membersOfUser, member, memberStatus, memberCredentials };
}
