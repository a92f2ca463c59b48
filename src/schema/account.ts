import { type OwnAccountKey, ownerOf, ownKey } from '../auth/keys.ts';
import type { Context } from '../context.ts';
import type { AccountModel, AccountRewardsFields } from '../mx/api/account.ts';
import { TransactionConnection } from './connections.ts';
import { AccountType, RewardUnit, toAccountType, toRewardUnit } from './enums.ts';
import { toGlobalId } from './global-id.ts';
import { lookUpMember } from './member/lookup.ts';
import { Node } from './node.ts';
import { Account, CreditCardProduct, Member, Reward, User } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { transactionArgs, readTransactions } from './transaction.ts';
import { lookUpUser } from './user/lookup.ts';

Account.implement({
  description: 'An account at an institution, as MX last aggregated it.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      resolve: (account) => toGlobalId('Account', account.userGuid, account.guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`ACT-…`)." }),
    externalId: t.exposeID('externalId', {
      description: "The data provider's id of the account (MX `id`).",
    }),
    name: t.exposeString('name', { description: "The institution's name for the account." }),
    nickname: t.exposeString('nickname', { description: "The end user's name for the account." }),
    type: t.field({
      type: AccountType,
      nullable: false,
      description: 'The type of the account; UNRECOGNIZED also when MX sent none.',
      resolve: (account) => toAccountType(account.type),
    }),
    typeRaw: t.exposeString('type', {
      description: "MX's original string; null when MX sent none.",
    }),
    subtype: t.exposeString('subtype', { description: "MX's original string, from an open list." }),
    accountNumber: t.exposeString('accountNumber', {
      description: 'The account number. Most institutions mask it.',
    }),
    currencyCode: t.exposeString('currencyCode', { description: 'The currency (ISO 4217).' }),
    balance: t.expose('balance', {
      type: 'Decimal',
      description: 'The balance in `currencyCode`. Debt is positive, an overpaid debt negative.',
    }),
    availableBalance: t.expose('availableBalance', {
      type: 'Decimal',
      description: 'The amount that can be spent now.',
    }),
    availableCredit: t.expose('availableCredit', {
      type: 'Decimal',
      description: 'The part of the credit limit that is left.',
    }),
    creditLimit: t.expose('creditLimit', {
      type: 'Decimal',
      description: 'The limit of a card or a line of credit.',
    }),
    statementBalance: t.expose('statementBalance', {
      type: 'Decimal',
      description: 'Balance of the last statement.',
    }),
    minimumPayment: t.expose('minimumPayment', {
      type: 'Decimal',
      description: 'The minimum payment by `paymentDueAt`.',
    }),
    paymentDueAt: t.expose('paymentDueAt', {
      type: 'DateTime',
      description: 'When the next payment is due.',
    }),
    lastPayment: t.expose('lastPayment', {
      type: 'Decimal',
      description: 'Amount of the last payment.',
    }),
    lastPaymentAt: t.expose('lastPaymentAt', {
      type: 'DateTime',
      description: 'When the last payment was made.',
    }),
    apr: t.expose('apr', { type: 'Decimal', description: 'Annual percentage rate, in percent.' }),
    apy: t.expose('apy', { type: 'Decimal', description: 'Annual percentage yield, in percent.' }),
    interestRate: t.expose('interestRate', {
      type: 'Decimal',
      description: 'Interest rate, in percent.',
    }),
    isClosed: t.exposeBoolean('isClosed', { description: 'True when the account is closed.' }),
    isHidden: t.exposeBoolean('isHidden', {
      description: 'True when the end user has hidden the account.',
    }),
    isManual: t.exposeBoolean('isManual', {
      description: 'True when the account is managed manually.',
    }),
    isBusiness: t.exposeBoolean('isBusiness', {
      description: 'True for a business account; null when MX does not say.',
    }),
    paymentDueDay: t.exposeInt('paymentDueDay', {
      description: 'Day of the month on which a payment is due, 1 to 31.',
    }),
    metadata: t.exposeString('metadata', {
      description: 'Text that the partner stored with the account.',
    }),
    importedAt: t.expose('importedAt', {
      type: 'DateTime',
      description: 'When MX last imported the account. Tells how fresh the balances are.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When MX created the record.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When MX last changed the record.',
    }),
    creditCardProduct: t.field({
      type: CreditCardProduct,
      description: 'The card product; null when the account is not a card that MX recognises.',
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => {
          const guid = fields?.creditCardProductGuid ?? null;
          return guid === null ? null : context.reference.creditCardProduct(guid);
        }),
    }),
    creditCardProductGuid: t.id({
      description: "MX's guid of the card product. Selecting it does not read the product.",
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => fields?.creditCardProductGuid),
    }),
    enrolledInRewardsOn: t.field({
      type: 'Date',
      description: 'The day on which the account joined a rewards programme; null when it has not.',
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => fields?.enrolledInRewardsOn),
    }),
    primaryRewardUnit: t.field({
      type: RewardUnit,
      description: 'The main unit of the rewards programme; null without a programme.',
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => {
          const unit = fields?.primaryRewardUnit ?? null;
          return unit === null ? null : toRewardUnit(unit);
        }),
    }),
    primaryRewardUnitRaw: t.string({
      description: "MX's original string.",
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => fields?.primaryRewardUnit),
    }),
    currentRewardLevel: t.string({
      description: "The current level in the programme, in the provider's words.",
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => fields?.currentRewardLevel),
    }),
    nextRewardLevel: t.string({
      description: 'The next level in the programme; null at the top or without levels.',
      resolve: (account, _args, context) =>
        withRewardsFields(account, context, (fields) => fields?.nextRewardLevel),
    }),
    rewards: t.field({
      type: [Reward],
      description: 'The rewards that the data provider links to this account.',
      resolve: async (account, _args, { loaders }) => {
        const { guid, memberGuid } = account;
        if (memberGuid === null) return null;
        const key = { userGuid: ownerOf(account), memberGuid };
        const rewards = await loaders.rewardsOfMember.load(key);
        return rewards?.items.filter((reward) => reward.accountGuid === guid) ?? null;
      },
    }),
    member: t.field({
      type: Member,
      description: 'The member that the account was aggregated through.',
      resolve: (account, _args, context, info) => {
        const { memberGuid } = account;
        if (memberGuid === null) return null;
        return lookUpMember({ userGuid: ownerOf(account), memberGuid }, context, info);
      },
    }),
    user: t.field({
      type: User,
      description: 'The user that the account belongs to.',
      resolve: (account, _args, context, info) => lookUpUser(ownerOf(account), context, info),
    }),
    transactions: t.field({
      type: TransactionConnection,
      description: 'Transactions on this account; null when they could not be read.',
      extensions: semanticNonNull,
      args: transactionArgs,
      resolve: (account, args, context) => readTransactions(toAccountKey(account), args, context),
    }),
  }),
});

/**
 * MX sends these five fields only under the beta header, and omits them from most lists. In that
 * case the account itself is read, once, and only if one of the fields is selected.
 */
function loadRewardsFields(account: AccountModel, { loaders }: Context) {
  return account.rewardsFields ?? loaders.accountRewardsFields.load(toAccountKey(account));
}

function toAccountKey(account: AccountModel): OwnAccountKey {
  return { userGuid: ownerOf(account), accountGuid: account.guid };
}

function withRewardsFields<T>(
  account: AccountModel,
  context: Context,
  pick: (fields: AccountRewardsFields | null) => T | Promise<T>,
): T | Promise<T> {
  const fields = loadRewardsFields(account, context);
  return fields instanceof Promise ? fields.then(pick) : pick(fields);
}

/** The account for the global `node` lookup: null if it does not exist or is not the viewer's. */
export function loadAccount(
  [userGuid = '', accountGuid = '']: readonly string[],
  { viewer, loaders }: Context,
) {
  const key = ownKey(viewer, { userGuid, accountGuid });
  return key && loaders.account.load(key);
}
