import { keyOf, type OwnUserGuid } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import type { RewardList, RewardModel } from '../../mx/api/reward.ts';
import type { List } from '../../mx/client.ts';
import { totalsByUnit } from '../reward-totals.ts';
import type { RewardsSummaryModel } from '../rewards-summary.ts';

/** All rewards of all members, each once. Null if the user does not exist. */
export async function readUserRewards(
  userGuid: OwnUserGuid,
  context: Context,
): Promise<RewardModel[] | null> {
  const read = await readAllRewards(userGuid, context);
  return read?.rewards ?? null;
}

export interface SummaryOptions {
  /**
   * The user's day, `YYYY-MM-DD`; defaults to the last day that is still today somewhere on Earth.
   */
  readonly on?: string | null | undefined;
}

export async function readRewardsSummary(
  userGuid: OwnUserGuid,
  { on }: SummaryOptions,
  context: Context,
): Promise<RewardsSummaryModel | null> {
  const read = await readAllRewards(userGuid, context);
  if (read === null) return null;
  const { members, lists, rewards } = read;
  const missingUnits = lists.flatMap((list) => list?.missingUnits ?? []);
  // A member that cannot be read may have rewards of any unit.
  if (!members.isComplete) missingUnits.push(null);
  return {
    units: totalsByUnit({ rewards, missingUnits, today: on ?? lastDayOnEarth(context.now()) }),
    asOf: findAsOf(members, lists),
  };
}

interface RewardsOfUser {
  readonly members: List<MemberModel>;
  /** The list of each member; null if MX does not know the member any more. */
  readonly lists: readonly (RewardList | null)[];
  readonly rewards: RewardModel[];
}

/**
 * MX only lists rewards by member, so there is one call per member. The calls start concurrently.
 */
async function readAllRewards(
  userGuid: OwnUserGuid,
  { loaders }: Context,
): Promise<RewardsOfUser | null> {
  const members = await loaders.membersOfUser.load(userGuid);
  if (members === null) return null;
  const lists = await Promise.all(
    members.items.map((member) => loaders.rewardsOfMember.load(keyOf(member))),
  );
  const byGuid = new Map<string, RewardModel>();
  for (const reward of lists.flatMap((list) => list?.items ?? [])) {
    if (!byGuid.has(reward.guid)) byGuid.set(reward.guid, reward);
  }
  return { members, lists, rewards: [...byGuid.values()] };
}

/** The earliest last success among the members with rewards; null when one is not known. */
function findAsOf(
  { items, isComplete }: List<MemberModel>,
  lists: readonly (RewardList | null)[],
): string | null {
  const successes = items
    .filter((_member, at) => hasRewards(lists[at] ?? null))
    .map((member) => member.successfullyAggregatedAt);
  const [earliest] = successes.filter((success) => success !== null).toSorted();
  return !isComplete || successes.includes(null) ? null : (earliest ?? null);
}

function hasRewards(list: RewardList | null): boolean {
  return list !== null && (list.items.length > 0 || list.missingUnits.length > 0);
}

/** The last time zone is twelve hours behind UTC. */
const LAST_CLOCK_MS = -12 * 3_600_000;

/**
 * A day has passed when it has passed everywhere on Earth: until then it is today for some user.
 */
function lastDayOnEarth(now: number): string {
  return new Date(now + LAST_CLOCK_MS).toISOString().slice(0, 10);
}
