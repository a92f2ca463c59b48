import type { OwnMemberKey, OwnRewardKey } from '../auth/keys.ts';
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
    (keys: readonly OwnMemberKey[]) =>
      settleEach(keys, (key) => {
        const name = nameOf({ kind: 'rewards', key });
        return missingAsNull(sources.share(key.userGuid, name, (calls) => calls.rewards.list(key)));
      }),
    { cacheKeyFn: memberCacheKey },
  );

  const reward = createLoader(
    sources,
    'reward',
    (keys: readonly OwnRewardKey[]) =>
      settleEach(keys, (key) => {
        const name = `reward ${key.memberGuid}/${key.rewardGuid}`;
        return missingAsNull(sources.share(key.userGuid, name, (calls) => calls.rewards.read(key)));
      }),
    { cacheKeyFn: (key) => `${memberCacheKey(key)}/${key.rewardGuid}` },
  );

  return {
    rewardsOfMember: noteLoads(rewardsOfMember, (key) => sources.note({ kind: 'rewards', key })),
    reward,
  };
}
