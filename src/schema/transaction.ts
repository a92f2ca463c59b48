import { mayRead } from '../auth/viewer.ts';
import type { Context } from '../context.ts';
import type { TransactionOwner } from '../loaders/transaction.ts';
import type { TransactionModel } from '../mx/api/transaction.ts';
import { badUserInput } from '../operation/refusal.ts';
import { builder } from './builder.ts';
import { type ConnectionModel, pageArgs, type PageArgs, windowOf } from './connection.ts';
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
  description: 'One movement on an account.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id. A pending transaction gets another one once it is posted.',
      resolve: ({ userGuid, guid }) => toGlobalId('Transaction', userGuid, guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`TRN-…`)." }),
    amount: t.expose('amount', {
      type: 'Decimal',
      description: 'In `currencyCode`, without a sign: `type` tells the direction.',
    }),
    type: t.field({
      type: TransactionType,
      nullable: false,
      description: 'The direction.',
      resolve: ({ type }) => toTransactionType(type),
    }),
    status: t.field({
      type: TransactionStatus,
      nullable: false,
      description: 'Whether it is final.',
      resolve: ({ status }) => toTransactionStatus(status),
    }),
    description: t.exposeString('description', { description: 'In words that MX made readable.' }),
    originalDescription: t.exposeString('originalDescription', {
      description: "In the institution's words.",
    }),
    category: t.exposeString('category', { description: "MX's category." }),
    categoryGuid: t.exposeID('categoryGuid', { description: "MX's guid of the category." }),
    topLevelCategory: t.exposeString('topLevelCategory', {
      description: "MX's category above `category`.",
    }),
    merchantGuid: t.exposeID('merchantGuid', {
      description: "MX's guid of the merchant; null when MX knows none.",
    }),
    merchantCategoryCode: t.exposeInt('merchantCategoryCode', {
      description: 'ISO 18245 (MCC), as the institution sent it.',
    }),
    memo: t.exposeString('memo', { description: "The institution's further text." }),
    isBillPay: t.exposeBoolean('isBillPay', {
      description: 'True when a bill was paid; null when MX does not say.',
    }),
    isDirectDeposit: t.exposeBoolean('isDirectDeposit', {
      description: 'True when it is a direct deposit; null when MX does not say.',
    }),
    isExpense: t.exposeBoolean('isExpense', {
      description: 'True when it is an expense; null when MX does not say.',
    }),
    isFee: t.exposeBoolean('isFee', {
      description: 'True when it is a fee; null when MX does not say.',
    }),
    isIncome: t.exposeBoolean('isIncome', {
      description: 'True when it is income; null when MX does not say.',
    }),
    isInternational: t.exposeBoolean('isInternational', {
      description: 'True when it was made abroad; null when MX does not say.',
    }),
    isOverdraftFee: t.exposeBoolean('isOverdraftFee', {
      description: 'True when it is a fee for an overdraft; null when MX does not say.',
    }),
    isPayrollAdvance: t.exposeBoolean('isPayrollAdvance', {
      description: 'True when it is an advance on pay; null when MX does not say.',
    }),
    isRecurring: t.exposeBoolean('isRecurring', {
      description: 'True when it comes regularly; null when MX does not say.',
    }),
    isSubscription: t.exposeBoolean('isSubscription', {
      description: 'True when it pays for a subscription; null when MX does not say.',
    }),
    currencyCode: t.exposeString('currencyCode', { description: 'ISO 4217.' }),
    date: t.expose('date', {
      type: 'Date',
      description: 'The day that `from` and `to` look at: when it was made, else posted.',
    }),
    postedAt: t.expose('postedAt', { type: 'DateTime', description: 'When it was posted.' }),
    transactedAt: t.expose('transactedAt', { type: 'DateTime', description: 'When it was made.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When MX first saw it.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When MX last changed it.' }),
    account: t.field({
      type: Account,
      description: 'The account that it moved; null when MX names none.',
      resolve: ({ userGuid, accountGuid }, _args, { loaders }) =>
        accountGuid === null ? null : loaders.account.load({ userGuid, accountGuid }),
    }),
  }),
});

/** The arguments of every list of transactions. */
export const transactionArgs = builder.args((t) => ({
  ...pageArgs,
  from: t.field({
    type: 'Date',
    description: 'First day; 120 days ago unless given. MX keeps 90 days, and more on request.',
  }),
  to: t.field({ type: 'Date', description: 'Last day; five days from now unless given.' }),
}));

interface TransactionArgs extends PageArgs {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

const LIST = 'transactions';

/** What to load for these arguments; BAD_USER_INPUT when they make no sense. */
export function searchOf(owner: TransactionOwner, { from, to, ...page }: TransactionArgs) {
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw badUserInput('from must not be later than to.', ['from']);
  }
  return { owner, from: from ?? undefined, to: to ?? undefined, ...windowOf(LIST, page) };
}

/** A page of an owner's transactions, reading no more of MX's pages than hold it. */
export async function transactionsOf(
  owner: TransactionOwner,
  args: TransactionArgs,
  { loaders }: Context,
): Promise<ConnectionModel<TransactionModel> | null> {
  const search = searchOf(owner, args);
  const window = await loaders.transactions.load(search);
  if (window === null) return null;
  return {
    list: LIST,
    nodes: window.items,
    offset: search.offset,
    hasNextPage: window.hasMore,
    totalCount: window.totalCount,
  };
}

/** The transaction for the global `node` lookup: null when missing or not the viewer's. */
export function loadTransaction(
  [userGuid = '', transactionGuid = '']: readonly string[],
  { viewer, loaders }: Context,
) {
  return mayRead(viewer, userGuid) ? loaders.transaction.load({ userGuid, transactionGuid }) : null;
}
