import rows from './rows.json' with { type: 'json' };
import { guidOf, memberCount, productGuid, type Shape, userGuid } from './shape.ts';

// MX's responses in full size: rows with every field of MX's OpenAPI file, and its examples as
// their values. A list of twelve accounts is 41 KB.

/** Stands for the tag of a user. */
export const TAG = 'ffffffffffff';
const TAG_NUMBER = 0xffffffffffff;
const REWARDS_EACH = 3;
const TRANSACTIONS = 250;

export interface Page {
  readonly number: number;
  readonly size: number;
}

const user = (shape: Shape) => userGuid(shape, TAG_NUMBER);

function paginate<T>(total: number, { number, size }: Page, toRow: (index: number) => T) {
  const start = (number - 1) * size;
  const length = Math.max(0, Math.min(size, total - start));
  return {
    list: Array.from({ length }, (_, index) => toRow(start + index)),
    pagination: {
      current_page: number,
      per_page: size,
      total_entries: total,
      total_pages: Math.max(1, Math.ceil(total / size)),
    },
  };
}

export const userRow = (shape: Shape) => ({ ...rows.user, guid: user(shape) });

export function memberRow(shape: Shape, index: number) {
  const name = `MX Bank ${index}`;
  return { ...rows.member, guid: guidOf('MBR', index, TAG), name, user_guid: user(shape) };
}

export function accountRow(shape: Shape, index: number, isList: boolean) {
  const { credit_card_product_guid: _, ...row } = rows.account;
  const { current_reward_level, enrolled_in_rewards_on, next_reward_level, ...rest } = row;
  const { primary_reward_unit, ...plain } = rest;
  const rewardsFields = {
    credit_card_product_guid: productGuid(index, shape),
    current_reward_level,
    enrolled_in_rewards_on,
    next_reward_level,
    primary_reward_unit,
  };
  return {
    ...plain,
    ...(isList && shape.hasBareLists ? {} : rewardsFields),
    guid: guidOf('ACT', index, TAG),
    balance: 100.25 + index,
    name: `Test account ${index}`,
    member_guid: guidOf('MBR', index % memberCount(shape), TAG),
    user_guid: user(shape),
  };
}

export function accountList(shape: Shape, page: Page, memberIndex?: number) {
  const indexes = Array.from({ length: shape.accounts }, (_, index) => index).filter(
    (index) => memberIndex === undefined || index % memberCount(shape) === memberIndex,
  );
  const { list, pagination } = paginate(indexes.length, page, (index) =>
    accountRow(shape, indexes[index] ?? 0, true),
  );
  return { accounts: list, pagination };
}

export function memberList(shape: Shape, page: Page) {
  const { list, pagination } = paginate(memberCount(shape), page, (index) =>
    memberRow(shape, index),
  );
  return { members: list, pagination };
}

export function rewardList(shape: Shape, memberIndex: number, page: Page) {
  const { list, pagination } = paginate(REWARDS_EACH, page, (index) => ({
    ...rows.reward,
    guid: guidOf('RWD', memberIndex * REWARDS_EACH + index, TAG),
    balance: 1_000.5 + index,
    account_guid: guidOf('ACT', memberIndex, TAG),
    member_guid: guidOf('MBR', memberIndex, TAG),
    user_guid: user(shape),
  }));
  return { rewards: list, pagination };
}

export function transactionList(shape: Shape, page: Page) {
  const { list, pagination } = paginate(TRANSACTIONS, page, (index) => ({
    ...rows.transaction,
    guid: guidOf('TRN', index, TAG),
    amount: 3.75 + index,
    account_guid: guidOf('ACT', index % shape.accounts, TAG),
    member_guid: guidOf('MBR', index % memberCount(shape), TAG),
    user_guid: user(shape),
  }));
  return { transactions: list, pagination };
}

export function statusRow(index: number, connectionStatus: string, isBeingAggregated: boolean) {
  return {
    ...rows.status,
    connection_status: connectionStatus,
    guid: guidOf('MBR', index, TAG),
    is_being_aggregated: isBeingAggregated,
  };
}

export const productRow = (guid: string) => ({ ...rows.product, guid });
