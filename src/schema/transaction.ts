import { ownerOf, ownKey } from '../auth/keys.ts';
import type { Context } from '../context.ts';
import type { TransactionOwner } from '../loaders/transaction.ts';
import type { TransactionModel } from '../mx/api/transaction.ts';
import { badUserInput } from '../operation/refusal.ts';
import { builder } from './builder.ts';
import { type ConnectionModel, pageArgs, type PageArgs, toRange } from './connection.ts';
import {
  toTransactionStatus,
  toTransactionType,
  TransactionStatus,
  TransactionType,
} from './enums.ts';
import { toGlobalId } from './global-id.ts';
import { Node } from './node.ts';
import { Account, Transaction } from './refs.ts';

Transaction.implement({
  description: 'A movement on an account.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id. A pending transaction gets a new id once it is posted.',
      resolve: ({ userGuid, guid }) => toGlobalId('Transaction', userGuid, guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`TRN-…`)." }),
    amount: t.expose('amount', {
      type: 'Decimal',
      description: 'The amount in `currencyCode`, without a sign. `type` gives the direction.',
    }),
    type: t.field({
      type: TransactionType,
      nullable: false,
      description: 'Whether money came in or went out.',
      resolve: ({ type }) => toTransactionType(type),
    }),
    status: t.field({
      type: TransactionStatus,
      nullable: false,
      description: 'Whether the transaction is final.',
      resolve: ({ status }) => toTransactionStatus(status),
    }),
    description: t.exposeString('description', { description: "MX's cleaned-up description." }),
    originalDescription: t.exposeString('originalDescription', {
      description: "The institution's original description.",
    }),
    category: t.exposeString('category', { description: "MX's category." }),
    categoryGuid: t.exposeID('categoryGuid', { description: "MX's guid of the category." }),
    topLevelCategory: t.exposeString('topLevelCategory', {
      description: "MX's top-level category, above `category`.",
    }),
    merchantGuid: t.exposeID('merchantGuid', {
      description: "MX's guid of the merchant; null when MX does not know the merchant.",
    }),
    merchantCategoryCode: t.exposeInt('merchantCategoryCode', {
      description: 'Merchant category code (ISO 18245), as the institution sent it.',
    }),
    memo: t.exposeString('memo', { description: 'Additional text from the institution.' }),
    isBillPay: t.exposeBoolean('isBillPay', {
      description: 'True when the transaction paid a bill; null when MX does not say.',
    }),
    isDirectDeposit: t.exposeBoolean('isDirectDeposit', {
      description: 'True for a direct deposit; null when MX does not say.',
    }),
    isExpense: t.exposeBoolean('isExpense', {
      description: 'True for an expense; null when MX does not say.',
    }),
    isFee: t.exposeBoolean('isFee', {
      description: 'True for a fee; null when MX does not say.',
    }),
    isIncome: t.exposeBoolean('isIncome', {
      description: 'True for income; null when MX does not say.',
    }),
    isInternational: t.exposeBoolean('isInternational', {
      description: 'True when the transaction was made abroad; null when MX does not say.',
    }),
    isOverdraftFee: t.exposeBoolean('isOverdraftFee', {
      description: 'True for an overdraft fee; null when MX does not say.',
    }),
    isPayrollAdvance: t.exposeBoolean('isPayrollAdvance', {
      description: 'True for a payroll advance; null when MX does not say.',
    }),
    isRecurring: t.exposeBoolean('isRecurring', {
      description: 'True when the transaction recurs; null when MX does not say.',
    }),
    isSubscription: t.exposeBoolean('isSubscription', {
      description: 'True when the transaction pays for a subscription; null when MX does not say.',
    }),
    currencyCode: t.exposeString('currencyCode', { description: 'The currency (ISO 4217).' }),
    date: t.expose('date', {
      type: 'Date',
      description:
        'The day of the transaction, or else of its posting. `from` and `to` filter by it.',
    }),
    postedAt: t.expose('postedAt', {
      type: 'DateTime',
      description: 'When the transaction was posted.',
    }),
    transactedAt: t.expose('transactedAt', {
      type: 'DateTime',
      description: 'When the transaction was made.',
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
      description: 'The account of the transaction; null when MX does not name one.',
      resolve: (transaction, _args, { loaders }) => {
        const { accountGuid } = transaction;
        if (accountGuid === null) return null;
        return loaders.account.load({ userGuid: ownerOf(transaction), accountGuid });
      },
    }),
  }),
});

/** The arguments of every list of transactions. */
export const transactionArgs = builder.args((t) => ({
  ...pageArgs,
  from: t.field({
    type: 'Date',
    description: 'First day. Defaults to 120 days ago. MX keeps 90 days, and more on request.',
  }),
  to: t.field({ type: 'Date', description: 'Last day. Defaults to five days from now.' }),
}));

interface TransactionArgs extends PageArgs {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

const LIST = 'transactions';

/** The search for these arguments; BAD_USER_INPUT if they contradict each other. */
export function toSearch(owner: TransactionOwner, { from, to, ...page }: TransactionArgs) {
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw badUserInput('from must not be later than to.', ['from']);
  }
  return { owner, from: from ?? undefined, to: to ?? undefined, ...toRange(LIST, page) };
}

/** A page of an owner's transactions. Only the pages of MX that contain it are read. */
export async function readTransactions(
  owner: TransactionOwner,
  args: TransactionArgs,
  { loaders }: Context,
): Promise<ConnectionModel<TransactionModel> | null> {
  const search = toSearch(owner, args);
  const range = await loaders.transactions.load(search);
  if (range === null) return null;
  return {
    list: LIST,
    nodes: range.items,
    offset: search.offset,
    hasNextPage: range.hasMore,
    totalCount: range.totalCount,
  };
}

/**
 * The transaction for the global `node` lookup: null if it does not exist or is not the viewer's.
 */
export function loadTransaction(
  [userGuid = '', transactionGuid = '']: readonly string[],
  { viewer, loaders }: Context,
) {
  const key = ownKey(viewer, { userGuid, transactionGuid });
  return key && loaders.transaction.load(key);
}
