import type { ApiCall } from '../api-call.ts';
import { toInstant, toOffsetSecondInstant } from '../dates.ts';
import type { RewardRecord } from '../records.ts';
import { overridden } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';

/** `RewardResponse`. v20111101 declares the balance as an integer but contains decimals, too. */
export function rewardBody(call: ApiCall, reward: RewardRecord): WireFields {
  return overridden(call.state, reward.guid, {
    account_guid: reward.accountGuid,
    balance: reward.balance,
    balance_type: reward.balanceType,
    created_at: toOffsetSecondInstant(reward.createdAt),
    description: reward.description,
    expires_on: reward.expiresOn,
    guid: reward.guid,
    member_guid: reward.memberGuid,
    unit_type: reward.unitType,
    updated_at: toInstant(reward.updatedAt),
    user_guid: reward.userGuid,
  });
}
