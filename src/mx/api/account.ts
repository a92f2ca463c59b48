import type { EndpointName } from '../endpoints.ts';
import { type Drift } from '../errors.ts';
import type { PathParams } from '../path.ts';
import type { Send } from '../wire/call.ts';
import {
  checkNamed,
  checkOwner,
  date,
  dateTime,
  decimal,
  flag,
  foreignKey,
  integer,
  isStray,
  record,
  required,
  text,
  type Row,
} from './decode.ts';
import type { MemberKey } from './member.ts';
import { decodePage, readAll, toPageQuery, type List } from './pages.ts';

/** The key of one account: MX nests account paths under the user. */
export interface AccountKey {
  readonly userGuid: string;
  readonly accountGuid: string;
}

/** The five fields that MX only sends under the beta Accept header. Each may be null. */
export interface AccountRewardsFields {
  readonly creditCardProductGuid: string | null;
  /** `YYYY-MM-DD`. */
  readonly enrolledInRewardsOn: string | null;
  /** MX's original string. */
  readonly primaryRewardUnit: string | null;
  readonly currentRewardLevel: string | null;
  readonly nextRewardLevel: string | null;
}

/** An account at an institution. `AccountResponse`, MX Platform API; decimals are plain strings. */
export interface AccountModel {
  readonly guid: string;
  readonly userGuid: string;
  readonly memberGuid: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly nickname: string | null;
  /** MX's original string. */
  readonly type: string | null;
  readonly subtype: string | null;
  readonly accountNumber: string | null;
  readonly currencyCode: string | null;
  readonly balance: string | null;
  readonly availableBalance: string | null;
  readonly availableCredit: string | null;
  readonly creditLimit: string | null;
  readonly statementBalance: string | null;
  readonly minimumPayment: string | null;
  readonly paymentDueAt: string | null;
  readonly lastPayment: string | null;
  readonly lastPaymentAt: string | null;
  readonly apr: string | null;
  readonly apy: string | null;
  readonly interestRate: string | null;
  readonly isClosed: boolean | null;
  readonly isHidden: boolean | null;
  readonly isManual: boolean | null;
  readonly isBusiness: boolean | null;
  /** Day of the month, 1 to 31. */
  readonly paymentDueDay: number | null;
  readonly metadata: string | null;
  readonly importedAt: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /**
   * Null if none of the five keys was in the response: a read of the account itself returns them.
   */
  readonly rewardsFields: AccountRewardsFields | null;
}

export interface AccountCalls {
  /** The complete list, over all members of the user. */
  readonly ofUser: (userGuid: string) => Promise<List<AccountModel>>;
  /** The complete list of the member. */
  readonly ofMember: (key: MemberKey) => Promise<List<AccountModel>>;
  readonly read: (key: AccountKey) => Promise<AccountModel>;
}

export function createAccountCalls(send: Send): AccountCalls {
  const list = (
    name: EndpointName,
    { userGuid, memberGuid }: { readonly userGuid: string; readonly memberGuid?: string },
    params: PathParams,
  ) =>
    readAll((page) =>
      send(name, { params, query: toPageQuery(page) }, (body, drift) => {
        const decode = (row: Row) => {
          const account = decodeAccount(row, userGuid, drift);
          const isOthers =
            memberGuid !== undefined && isStray(row, 'member_guid', memberGuid, drift);
          return isOthers ? null : account;
        };
        return decodePage(body, 'accounts', page, decode, drift);
      }),
    );

  return {
    ofUser: (userGuid) => list('listUserAccounts', { userGuid }, { user_guid: userGuid }),
    ofMember: (key) => {
      const params = { user_guid: key.userGuid, member_guid: key.memberGuid };
      return list('listMemberAccounts', key, params);
    },
    read: ({ userGuid, accountGuid }) => {
      const params = { user_guid: userGuid, account_guid: accountGuid };
      return send('readAccount', { params }, (body, drift) => {
        const row = record(body, 'account');
        checkOwner(row, userGuid);
        checkNamed(row, 'guid', accountGuid, 'account');
        return decodeAccount(row, userGuid, drift);
      });
    },
  };
}

function decodeAccount(row: Row, userGuid: string, drift: Drift): AccountModel {
  checkOwner(row, userGuid);
  return {
    guid: required(row, 'guid'),
    userGuid,
    memberGuid: foreignKey(row, 'member_guid', drift),
    externalId: text(row, 'id', drift),
    name: text(row, 'name', drift),
    nickname: text(row, 'nickname', drift),
    type: text(row, 'type', drift),
    subtype: text(row, 'subtype', drift),
    accountNumber: text(row, 'account_number', drift),
    currencyCode: text(row, 'currency_code', drift),
    balance: decimal(row, 'balance', drift),
    availableBalance: decimal(row, 'available_balance', drift),
    availableCredit: decimal(row, 'available_credit', drift),
    creditLimit: decimal(row, 'credit_limit', drift),
    statementBalance: decimal(row, 'statement_balance', drift),
    minimumPayment: decimal(row, 'minimum_payment', drift),
    paymentDueAt: dateTime(row, 'payment_due_at', drift),
    lastPayment: decimal(row, 'last_payment', drift),
    lastPaymentAt: dateTime(row, 'last_payment_at', drift),
    apr: decimal(row, 'apr', drift),
    apy: decimal(row, 'apy', drift),
    interestRate: decimal(row, 'interest_rate', drift),
    isClosed: flag(row, 'is_closed', drift),
    isHidden: flag(row, 'is_hidden', drift),
    isManual: flag(row, 'is_manual', drift),
    isBusiness: flag(row, 'is_business', drift),
    paymentDueDay: integer(row, 'day_payment_is_due', drift),
    metadata: text(row, 'metadata', drift),
    importedAt: dateTime(row, 'imported_at', drift),
    createdAt: dateTime(row, 'created_at', drift),
    updatedAt: dateTime(row, 'updated_at', drift),
    rewardsFields: decodeRewardsFields(row, drift),
  };
}

const REWARDS_FIELDS = [
  'credit_card_product_guid',
  'enrolled_in_rewards_on',
  'primary_reward_unit',
  'current_reward_level',
  'next_reward_level',
] as const;

/**
 * Absent is not null: MX omits the fields in some responses, and sends null if there is no value.
 */
function decodeRewardsFields(row: Row, drift: Drift): AccountRewardsFields | null {
  if (!REWARDS_FIELDS.some((field) => Object.hasOwn(row, field))) return null;
  return {
    creditCardProductGuid: foreignKey(row, 'credit_card_product_guid', drift),
    enrolledInRewardsOn: date(row, 'enrolled_in_rewards_on', drift),
    primaryRewardUnit: text(row, 'primary_reward_unit', drift),
    currentRewardLevel: text(row, 'current_reward_level', drift),
    nextRewardLevel: text(row, 'next_reward_level', drift),
  };
}
