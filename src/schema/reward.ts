import { ownerOf, ownKey } from '../auth/keys.ts';
import type { Context } from '../context.ts';
import { RewardBalanceType, RewardUnit, toRewardBalanceType, toRewardUnit } from './enums.ts';
import { toGlobalId } from './global-id.ts';
import { lookUpMember } from './member/lookup.ts';
import { Node } from './node.ts';
import { Account, Member, Reward } from './refs.ts';

Reward.implement({
  description:
    'One balance of a rewards programme. A card usually has several: check `balanceType` and ' +
    '`unit` before adding anything up.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      resolve: ({ userGuid, memberGuid, guid }) => toGlobalId('Reward', userGuid, memberGuid, guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`RWD-…`)." }),
    balance: t.expose('balance', {
      type: 'Decimal',
      description: 'The amount of `unit`. Its meaning depends on `balanceType`.',
    }),
    balanceType: t.field({
      type: RewardBalanceType,
      nullable: false,
      description: 'The meaning of the balance.',
      resolve: (reward) => toRewardBalanceType(reward.balanceType),
    }),
    balanceTypeRaw: t.exposeString('balanceType', {
      description: "MX's original string; null when MX sent none.",
    }),
    unit: t.field({
      type: RewardUnit,
      nullable: false,
      description: 'The unit of the balance.',
      resolve: (reward) => toRewardUnit(reward.unitType),
    }),
    unitRaw: t.exposeString('unitType', {
      description: "MX's original string; null when MX sent none.",
    }),
    description: t.exposeString('description', {
      description: "The programme in the provider's words.",
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      description:
        'The day on which the balance expires; null when it does not expire. May be in the past.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When MX created the record.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When MX last changed the record.',
    }),
    account: t.field({
      type: Account,
      description: 'The account; null when the data provider does not link this reward to one.',
      resolve: (reward, _args, { loaders }) => {
        const { accountGuid } = reward;
        if (accountGuid === null) return null;
        return loaders.account.load({ userGuid: ownerOf(reward), accountGuid });
      },
    }),
    member: t.field({
      type: Member,
      description: 'The member that the reward was aggregated through.',
      resolve: (reward, _args, context, info) => {
        const key = { userGuid: ownerOf(reward), memberGuid: reward.memberGuid };
        return lookUpMember(key, context, info);
      },
    }),
  }),
});

/** The reward for the global `node` lookup: null if it does not exist or is not the viewer's. */
export function loadReward(
  [userGuid = '', memberGuid = '', rewardGuid = '']: readonly string[],
  { viewer, loaders }: Context,
) {
  const key = ownKey(viewer, { userGuid, memberGuid, rewardGuid });
  return key && loaders.reward.load(key);
}
