import { rewardBodies } from '../bodies.ts';
import type { Member } from '../world.ts';
import { BETA, NOT_FOUND, type Route, route } from './route.ts';
import { withMember } from './subject.ts';

export const rewardRoutes: readonly Route[] = [
  route(
    'GET',
    '/users/:/members/:/rewards',
    [BETA],
    [],
    withMember((member) => ({
      status: 200,
      body: { rewards: rewardsOf(member) },
    })),
  ),
  route(
    'GET',
    '/users/:/members/:/rewards/:',
    [BETA],
    [],
    withMember((member, { parts }) => {
      const reward = rewardsOf(member).find(({ guid }) => guid === parts[2]);
      return reward ? { status: 200, body: { reward } } : NOT_FOUND;
    }),
  ),
];

function rewardsOf(member: Member) {
  return member.rewardsAt <= Date.now() ? rewardBodies(member) : [];
}
