import DataLoader from 'dataloader';
import type { MemberKey } from '../mx/member.ts';
import type { RewardKey } from '../mx/reward.ts';
import { FAN_OUT, settleEach } from './batch.ts';
import { memberCacheKey } from './member.ts';
import { missingAsNull } from './missing.ts';
import type { LoaderSources } from './sources.ts';

export type RewardLoaders = ReturnType<typeof createRewardLoaders>;

export function createRewardLoaders({ mx, flights }: LoaderSources) {
  const rewardsOfMember = new DataLoader(
    (keys: readonly MemberKey[]) =>
      settleEach(keys, FAN_OUT, (key) => {
        const name = `rewards of ${key.memberGuid}`;
        return missingAsNull(flights.share(key.userGuid, name, () => mx.rewards.list(key)));
      }),
    { cacheKeyFn: memberCacheKey },
  );

  const reward = new DataLoader(
    (keys: readonly RewardKey[]) =>
      settleEach(keys, FAN_OUT, (key) => {
        const name = `reward ${key.memberGuid}/${key.rewardGuid}`;
        return missingAsNull(flights.share(key.userGuid, name, () => mx.rewards.read(key)));
      }),
    { cacheKeyFn: (key) => `${memberCacheKey(key)}/${key.rewardGuid}` },
  );

  return { rewardsOfMember, reward };
}
