import type { OwnMemberKey, OwnRewardKey } from '../auth/keys.ts';
import type { MxCalls } from '../mx/client.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { settleEach } from './batching/batch.ts';
import { createLoader } from './batching/loader.ts';
import { noteLoads } from './batching/note-loads.ts';
import { memberCacheKey } from './member.ts';
import { nameOf } from './remembered-reads.ts';
import type { LoaderSources } from './sources.ts';

export type RewardLoaders = ReturnType<typeof createRewardLoaders>;

export function createRewardLoaders(sources: LoaderSources) {
  const rewardsOfMember = createLoader(
    sources,
    'rewardsOfMember',
    (keys: readonly OwnMemberKey[], batch) =>
      settleEach(keys, (key) => {
        const name = nameOf({ kind: 'rewards', key });
        const read = (calls: MxCalls) => calls.rewards.list(key);
        return missingAsNull(sources.share(batch, { userGuid: key.userGuid, name, read }));
      }),
    { cacheKeyFn: memberCacheKey },
  );

  const reward = createLoader(
    sources,
    'reward',
    (keys: readonly OwnRewardKey[], batch) =>
      settleEach(keys, (key) => {
        const name = `reward ${key.memberGuid}/${key.rewardGuid}`;
        const read = (calls: MxCalls) => calls.rewards.read(key);
        return missingAsNull(sources.share(batch, { userGuid: key.userGuid, name, read }));
      }),
    { cacheKeyFn: (key) => `${memberCacheKey(key)}/${key.rewardGuid}` },
  );

  return {
    rewardsOfMember: noteLoads(rewardsOfMember, (key) => sources.note({ kind: 'rewards', key })),
    reward,
  };
}
