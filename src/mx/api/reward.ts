import { type Drift } from '../errors.ts';
import type { WireField } from '../wire-fields.ts';
import type { Send } from '../wire/call.ts';
import {
  checkNamed,
  checkOwner,
  date,
  dateTime,
  decimal,
  foreignKey,
  isRow,
  isStray,
  note,
  record,
  required,
  text,
  type Row,
} from './decode.ts';
import type { MemberKey } from './member.ts';
import { decodePage, readAll, toPageQuery, type List } from './pages.ts';

/** The key of one reward: MX nests reward paths under the member. */
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
  /** Null if the data provider does not link the reward to an account. */
  readonly accountGuid: string | null;
  /** Plain decimal. */
  readonly balance: string | null;
  /** MX's original string. */
  readonly balanceType: string | null;
  /** MX's original string. */
  readonly unitType: string | null;
  readonly description: string | null;
  /** `YYYY-MM-DD`. */
  readonly expiresOn: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** The fields that arrived in an unreadable form: null above, although MX sent a value. */
  readonly unreadFigures: readonly RewardFigure[];
}

/** The fields that a sum of rewards depends on. */
export type RewardFigure = 'accountGuid' | 'balance' | 'balanceType' | 'unitType' | 'expiresOn';

export interface RewardList extends List<RewardModel> {
  /** The unit of each reward that is not among `items`; null if even the unit is not known. */
  readonly missingUnits: readonly (string | null)[];
}

export interface RewardCalls {
  /** The complete list of the member. */
  readonly list: (key: MemberKey) => Promise<RewardList>;
  readonly read: (key: RewardKey) => Promise<RewardModel>;
}

export function createRewardCalls(send: Send): RewardCalls {
  return {
    list: async (key) => {
      const params = { user_guid: key.userGuid, member_guid: key.memberGuid };
      // MX declares `pagination` in the response but no page parameters. They are only sent if a
      // full first page shows that there is another page.
      const { items, isComplete, isWhole, unread } = await readAll(
        (page) =>
          send('listRewards', { params, query: toPageQuery(page) }, (body, drift) => {
            const decode = (row: Row) => {
              const reward = decodeReward(row, key, drift);
              return isStray(row, 'member_guid', key.memberGuid, drift) ? null : reward;
            };
            return decodePage(body, 'rewards', page, decode, drift);
          }),
        null,
      );
      const missingUnits = unread.map(unitOf);
      if (!isWhole) missingUnits.push(null);
      return { items, isComplete, missingUnits };
    },
    read: (key) => {
      const { userGuid, memberGuid, rewardGuid } = key;
      const params = { user_guid: userGuid, member_guid: memberGuid, reward_guid: rewardGuid };
      return send('readRewards', { params }, (body, drift) => {
        const row = record(body, 'reward');
        checkOwner(row, userGuid);
        checkNamed(row, 'guid', rewardGuid, 'reward');
        checkNamed(row, 'member_guid', memberGuid, 'member');
        return decodeReward(row, key, drift);
      });
    },
  };
}

function unitOf(row: unknown): string | null {
  return isRow(row) ? text(row, 'unit_type', []) : null;
}

const FIGURES: Readonly<Record<RewardFigure, WireField>> = {
  accountGuid: 'account_guid',
  balance: 'balance',
  balanceType: 'balance_type',
  unitType: 'unit_type',
  expiresOn: 'expires_on',
};
const FIGURE_NAMES = Object.keys(FIGURES) as RewardFigure[];

function decodeReward(row: Row, key: MemberKey, drift: Drift): RewardModel {
  checkOwner(row, key.userGuid);
  const unread: Drift = [];
  const reward: RewardModel = {
    guid: required(row, 'guid'),
    userGuid: key.userGuid,
    memberGuid: key.memberGuid,
    accountGuid: foreignKey(row, FIGURES.accountGuid, unread),
    balance: decimal(row, FIGURES.balance, unread),
    balanceType: text(row, FIGURES.balanceType, unread),
    unitType: text(row, FIGURES.unitType, unread),
    description: text(row, 'description', drift),
    expiresOn: date(row, FIGURES.expiresOn, unread),
    createdAt: dateTime(row, 'created_at', drift),
    updatedAt: dateTime(row, 'updated_at', drift),
    unreadFigures: toFigures(unread),
  };
  for (const field of unread) note(field, drift);
  return reward;
}

function toFigures(fields: readonly string[]): readonly RewardFigure[] {
  if (fields.length === 0) return NO_FIGURES;
  return FIGURE_NAMES.filter((name) => fields.includes(FIGURES[name]));
}

const NO_FIGURES: readonly RewardFigure[] = [];
