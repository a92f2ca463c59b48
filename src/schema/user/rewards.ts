import type { Context } from '../../context.ts';
import type { RewardModel } from '../../mx/reward.ts';
import { totalsByUnit } from '../reward-totals.ts';
import type { RewardsSummaryModel } from '../rewards-summary.ts';

/** MX lists rewards by member alone: one call a member, started together. Null without the user. */
export async function rewardsOfUser(
  userGuid: string,
  { loaders }: Context,
): Promise<RewardModel[] | null> {
  const members = await loaders.membersOfUser.load(userGuid);
  if (members === null) return null;
  const lists = await Promise.all(
    members.items.map((member) => loaders.rewardsOfMember.load({ userGuid, memberGuid: member.guid })),
  );
  return lists.flatMap((list) => list?.items ?? []);
}

export async function summaryOfUser(
  userGuid: string,
  context: Context,
): Promise<RewardsSummaryModel | null> {
  const rewards = await rewardsOfUser(userGuid, context);
  const members = await context.loaders.membersOfUser.load(userGuid);
  if (rewards === null || members === null) return null;

  const holders = new Set(rewards.map((reward) => reward.memberGuid));
  const successes = members.items
    .filter((member) => holders.has(member.guid))
    .map((member) => member.successfullyAggregatedAt);
  const [earliest] = successes.filter((success) => success !== null).toSorted();
  return {
    units: totalsByUnit(rewards, new Date(context.now()).toISOString().slice(0, 10)),
    asOf: successes.includes(null) ? null : (earliest ?? null),
  };
}
