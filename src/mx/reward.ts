import type { Send } from './call.ts';
import {
  checkNamed,
  checkOwner,
  date,
  dateTime,
  decimal,
  foreignKey,
  isStray,
  record,
  required,
  text,
  type Drift,
  type Row,
} from './decode.ts';
import type { MemberKey } from './member.ts';
import { decodePage, readAll, toPageQuery } from './pages.ts';

/** Names one reward: MX nests reward paths under the member. */
export interface RewardKey {
  readonly userGuid: string;
  readonly memberGuid: string;
  readonly rewardGuid: string;
}

/** One balance of a rewards programme. `RewardResponse`, MX Platform API. */
export interface RewardModel {
  readonly guid: string;
  readonly userGuid: string;
  readonly memberGuid: string;
  /** Null when the data provider links the reward to no account. */
  readonly accountGuid: string | null;
  /** Plain decimal. */
  readonly balance: string | null;
  /** MX's string as it came. */
  readonly balanceType: string | null;
  /** MX's string as it came. */
  readonly unitType: string | null;
  readonly description: string | null;
  /** `YYYY-MM-DD`. */
  readonly expiresOn: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

export interface RewardCalls {
  /** Whole. */
  readonly list: (key: MemberKey, signal?: AbortSignal) => Promise<readonly RewardModel[]>;
  readonly read: (key: RewardKey, signal?: AbortSignal) => Promise<RewardModel>;
}

export function createRewardCalls(send: Send): RewardCalls {
  return {
    list: (key, signal) => {
      const params = { user_guid: key.userGuid, member_guid: key.memberGuid };
      // MX declares `pagination` in the answer but no page parameters: they are sent only once a full
      // first page has told of another.
      return readAll(
        (page) =>
          send('listRewards', { params, query: toPageQuery(page), signal }, (body, drift) => {
            const decode = (row: Row) => {
              const reward = decodeReward(row, key, drift);
              return isStray(row, 'member_guid', key.memberGuid, drift) ? null : reward;
            };
            return decodePage(body, 'rewards', page, decode, drift);
          }),
        null,
      );
    },
    read: (key, signal) => {
      const { userGuid, memberGuid, rewardGuid } = key;
      const params = { user_guid: userGuid, member_guid: memberGuid, reward_guid: rewardGuid };
      return send('readRewards', { params, signal }, (body, drift) => {
        const row = record(body, 'reward');
        checkOwner(row, userGuid);
        checkNamed(row, 'guid', rewardGuid, 'reward');
        checkNamed(row, 'member_guid', memberGuid, 'member');
        return decodeReward(row, key, drift);
      });
    },
  };
}

function decodeReward(row: Row, key: MemberKey, drift: Drift): RewardModel {
  checkOwner(row, key.userGuid);
  return {
    guid: required(row, 'guid'),
    userGuid: key.userGuid,
    memberGuid: key.memberGuid,
    accountGuid: foreignKey(row, 'account_guid', drift),
    balance: decimal(row, 'balance', drift),
    balanceType: text(row, 'balance_type', drift),
    unitType: text(row, 'unit_type', drift),
    description: text(row, 'description', drift),
    expiresOn: date(row, 'expires_on', drift),
    createdAt: dateTime(row, 'created_at', drift),
    updatedAt: dateTime(row, 'updated_at', drift),
  };
}
