import type { ApiVersion, EndpointName } from '../endpoints.ts';
import { badResponse, type Drift } from '../errors.ts';
import type { Query } from '../path.ts';
import type { Send } from '../wire/call.ts';
import type { AccountKey } from './account.ts';
import {
  checkNamed,
  checkOwner,
  date,
  dateTime,
  decimal,
  flag,
  foreignKey,
  integer,
  isRow,
  isStray,
  record,
  records,
  required,
  text,
  type Row,
} from './decode.ts';
import type { MemberKey } from './member.ts';
import { decodePage, toPageQuery, type Page, type PageRequest } from './pages.ts';

/** The key of one transaction. A pending transaction gets another guid once it is posted. */
export interface TransactionKey {
  readonly userGuid: string;
  readonly transactionGuid: string;
}

/** Days, `YYYY-MM-DD`, both included. MX's default is from 120 days ago to 5 days from now. */
export interface TransactionRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** One movement on an account. `TransactionResponse`, MX Platform API; `amount` is unsigned. */
export interface TransactionModel {
  readonly guid: string;
  readonly userGuid: string;
  readonly accountGuid: string | null;
  readonly memberGuid: string | null;
  readonly amount: string | null;
  /** MX's original string. */
  readonly type: string | null;
  /** MX's original string. */
  readonly status: string | null;
  readonly description: string | null;
  readonly originalDescription: string | null;
  readonly category: string | null;
  readonly categoryGuid: string | null;
  readonly topLevelCategory: string | null;
  readonly merchantGuid: string | null;
  /** ISO 18245. */
  readonly merchantCategoryCode: number | null;
  readonly memo: string | null;
  readonly isBillPay: boolean | null;
  readonly isDirectDeposit: boolean | null;
  readonly isExpense: boolean | null;
  readonly isFee: boolean | null;
  readonly isIncome: boolean | null;
  readonly isInternational: boolean | null;
  readonly isOverdraftFee: boolean | null;
  readonly isPayrollAdvance: boolean | null;
  readonly isRecurring: boolean | null;
  readonly isSubscription: boolean | null;
  readonly currencyCode: string | null;
  /** `YYYY-MM-DD`. */
  readonly date: string | null;
  readonly postedAt: string | null;
  readonly transactedAt: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

export interface TransactionCalls {
  readonly ofUser: (
    userGuid: string,
    range: TransactionRange,
    page: PageRequest,
  ) => Promise<Page<TransactionModel>>;
  readonly ofMember: (
    key: MemberKey,
    range: TransactionRange,
    page: PageRequest,
  ) => Promise<Page<TransactionModel>>;
  readonly ofAccount: (
    key: AccountKey,
    range: TransactionRange,
    page: PageRequest,
  ) => Promise<Page<TransactionModel>>;
  readonly read: (key: TransactionKey) => Promise<TransactionModel>;
}

export function createTransactionCalls(send: Send, apiVersion: ApiVersion): TransactionCalls {
  const list = (
    name: EndpointName,
    params: OwnerParams,
    range: TransactionRange,
    page: PageRequest,
  ) => {
    const query = { ...toPageQuery(page), ...toRangeQuery(range, apiVersion) };
    const decode = (row: Row, drift: Drift) => {
      const transaction = decodeTransaction(row, params.user_guid, drift);
      const { member_guid: memberGuid, account_guid: accountGuid } = params;
      const isOthers =
        (memberGuid !== undefined && isStray(row, 'member_guid', memberGuid, drift)) ||
        (accountGuid !== undefined && isStray(row, 'account_guid', accountGuid, drift));
      return isOthers ? null : transaction;
    };
    return send(name, { params, query }, (body, drift) =>
      decodePage(body, 'transactions', page, decode, drift),
    );
  };

  return {
    ofUser: (userGuid, range, page) =>
      list('listTransactions', { user_guid: userGuid }, range, page),
    ofMember: ({ userGuid, memberGuid }, range, page) => {
      const params = { user_guid: userGuid, member_guid: memberGuid };
      return list('listTransactionsByMember', params, range, page);
    },
    ofAccount: ({ userGuid, accountGuid }, range, page) => {
      const params = { user_guid: userGuid, account_guid: accountGuid };
      return list('listTransactionsByAccount', params, range, page);
    },
    read: ({ userGuid, transactionGuid }) => {
      const params = { user_guid: userGuid, transaction_guid: transactionGuid };
      return send('readTransaction', { params }, (body, drift) => {
        const row = pick(body, transactionGuid);
        checkOwner(row, userGuid);
        checkNamed(row, 'guid', transactionGuid, 'transaction');
        return decodeTransaction(row, userGuid, drift);
      });
    },
  };
}

/** The path parameters of the list's owner. */
type OwnerParams = Readonly<Record<'user_guid', string>> &
  Readonly<Partial<Record<'member_guid' | 'account_guid', string>>>;

/**
 * v20111101 accepts days. v20250224 accepts seconds since 1970: from the first second of one day to
 * the last second of another.
 */
function toRangeQuery({ from, to }: TransactionRange, apiVersion: ApiVersion): Query {
  if (apiVersion === 'v20111101') return { from_date: from, to_date: to };
  return {
    from_date: from && Date.parse(`${from}T00:00:00Z`) / 1_000,
    to_date: to && Date.parse(`${to}T23:59:59Z`) / 1_000,
  };
}

/** MX's specs declare the body of the list for a single transaction; it used to be an object. */
function pick(body: unknown, guid: string): Row {
  if (isRow(body) && isRow(body['transaction'])) return record(body, 'transaction');
  const rows = records(body, 'transactions').filter(isRow);
  const row = rows.find((each) => each['guid'] === guid);
  if (row === undefined) throw badResponse('another transaction');
  return row;
}

function decodeTransaction(row: Row, userGuid: string, drift: Drift): TransactionModel {
  checkOwner(row, userGuid);
  return {
    guid: required(row, 'guid'),
    userGuid,
    accountGuid: foreignKey(row, 'account_guid', drift),
    memberGuid: foreignKey(row, 'member_guid', drift),
    amount: decimal(row, 'amount', drift),
    type: text(row, 'type', drift),
    status: text(row, 'status', drift),
    description: text(row, 'description', drift),
    originalDescription: text(row, 'original_description', drift),
    category: text(row, 'category', drift),
    categoryGuid: foreignKey(row, 'category_guid', drift),
    topLevelCategory: text(row, 'top_level_category', drift),
    merchantGuid: foreignKey(row, 'merchant_guid', drift),
    merchantCategoryCode: integer(row, 'merchant_category_code', drift),
    memo: text(row, 'memo', drift),
    isBillPay: flag(row, 'is_bill_pay', drift),
    isDirectDeposit: flag(row, 'is_direct_deposit', drift),
    isExpense: flag(row, 'is_expense', drift),
    isFee: flag(row, 'is_fee', drift),
    isIncome: flag(row, 'is_income', drift),
    isInternational: flag(row, 'is_international', drift),
    isOverdraftFee: flag(row, 'is_overdraft_fee', drift),
    isPayrollAdvance: flag(row, 'is_payroll_advance', drift),
    isRecurring: flag(row, 'is_recurring', drift),
    isSubscription: flag(row, 'is_subscription', drift),
    currencyCode: text(row, 'currency_code', drift),
    date: date(row, 'date', drift),
    postedAt: dateTime(row, 'posted_at', drift),
    transactedAt: dateTime(row, 'transacted_at', drift),
    createdAt: dateTime(row, 'created_at', drift),
    updatedAt: dateTime(row, 'updated_at', drift),
  };
}
