// The rows of MX that the peers read, and the same objects in the words of the schema.

export interface UserRow {
  readonly guid: string;
  readonly email: string;
}

export interface MemberRow {
  readonly guid: string;
  readonly user_guid: string;
  readonly name: string;
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
}

export interface RewardRow {
  readonly guid: string;
  readonly balance: number;
  readonly unit_type: string;
  readonly balance_type: string;
  readonly description: string;
}

export interface AccountRow {
  readonly guid: string;
  readonly member_guid: string;
  readonly name: string;
  readonly type: string;
  readonly balance: number;
  readonly currency_code: string;
  readonly is_closed: boolean;
  readonly credit_card_product_guid: string;
}

export interface ProductRow {
  readonly guid: string;
  readonly name: string;
  readonly annual_fee: number;
  readonly has_cashback_rewards: boolean;
  readonly is_active_credit_card_product: boolean;
}

export interface TransactionRow {
  readonly guid: string;
  readonly date: string;
  readonly description: string;
  readonly amount: number;
  readonly type: string;
  readonly category: string;
}

/** The parts of MX's response bodies that the peers read. */
export interface MxBody {
  readonly user: UserRow;
  readonly member: MemberRow;
  readonly members: readonly MemberRow[];
  readonly rewards: readonly RewardRow[];
  readonly accounts: readonly AccountRow[];
  readonly transactions: readonly TransactionRow[];
  readonly credit_card_product: ProductRow;
}

export const toStatus = (row: MemberRow) => ({
  connectionStatus: row.connection_status,
  isBeingAggregated: row.is_being_aggregated,
});

export const toMember = (row: MemberRow) => ({
  guid: row.guid,
  userGuid: row.user_guid,
  name: row.name,
  status: toStatus(row),
});

export const toReward = (row: RewardRow) => ({
  guid: row.guid,
  balance: String(row.balance),
  unit: row.unit_type,
  balanceType: row.balance_type,
  description: row.description,
});

export const toAccount = (row: AccountRow) => ({
  guid: row.guid,
  memberGuid: row.member_guid,
  name: row.name,
  type: row.type,
  balance: String(row.balance),
  currencyCode: row.currency_code,
  isClosed: row.is_closed,
  creditCardProductGuid: row.credit_card_product_guid,
});

export const toProduct = (row: ProductRow) => ({
  guid: row.guid,
  name: row.name,
  annualFee: String(row.annual_fee),
  hasCashbackRewards: row.has_cashback_rewards,
  isActive: row.is_active_credit_card_product,
});

export const toTransaction = (row: TransactionRow) => ({
  guid: row.guid,
  date: row.date,
  description: row.description,
  amount: String(row.amount),
  type: row.type,
  category: row.category,
});

export type Member = ReturnType<typeof toMember>;
export type Account = ReturnType<typeof toAccount>;
