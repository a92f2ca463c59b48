import { cardProducts } from './credit-card-products.ts';
import type { Institution } from './institutions.ts';
import type { WireFields } from './wire-fields.ts';

/** The accounts and rewards of a member of an institution. Keys are unique in a portfolio. */
export interface Portfolio {
  readonly accounts: readonly AccountTemplate[];
  readonly rewards: readonly RewardTemplate[];
}

export interface AccountTemplate {
  readonly key: string;
  readonly fields: WireFields;
  readonly rewardsFields?: WireFields;
}

export interface RewardTemplate {
  readonly key: string;
  /** Null if the provider does not link the reward to an account. */
  readonly accountKey: string | null;
  readonly balanceType: string;
  readonly unitType: string;
  readonly balance: number;
  readonly description: string;
  /** Days from the first aggregation. A negative number is in the past; null means never. */
  readonly expiresInDays: number | null;
}

const checking: AccountTemplate = {
  key: 'checking',
  fields: {
    account_ownership: 'INDIVIDUAL',
    apy: 0.05,
    available_balance: 2391.08,
    balance: 2411.58,
    name: 'Everyday Checking',
    nickname: 'Household',
    routing_number: '731775673',
    type: 'CHECKING',
  },
};

const savings: AccountTemplate = {
  key: 'savings',
  fields: {
    account_ownership: 'JOINT',
    apy: 2.35,
    available_balance: 15200,
    balance: 15200,
    interest_rate: 2.3,
    name: 'Rainy Day Savings',
    routing_number: '731775673',
    subtype: 'MONEY_MARKET',
    type: 'SAVINGS',
  },
};

const bank: Portfolio = {
  accounts: [
    checking,
    savings,
    card('card', 'Cash Rewards Visa', cardProducts.cash, 'DOLLARS', {
      current_reward_level: 'silver',
      next_reward_level: 'gold',
      enrolled_in_rewards_on: '2021-03-14',
    }),
  ],
  rewards: [
    reward('cash', 'card', 'BALANCE', 'DOLLARS', 128.45, 'Cash back'),
    reward('cash-total', 'card', 'TOTAL_BALANCE', 'DOLLARS', 131.7, 'Cash back, pending included'),
    reward('gold', 'card', 'BALANCE_TO_LEVEL', 'POINTS', 3250, 'Points to Gold'),
    reward('promotion', null, 'BALANCE', 'POINTS', 500, 'Welcome offer <b>&</b> "friends\'" bonus'),
  ],
};

const cardIssuer: Portfolio = {
  accounts: [
    card('miles', 'Summit Miles Signature', cardProducts.miles, 'MILES', {
      current_reward_level: 'platinum',
      next_reward_level: null,
      enrolled_in_rewards_on: '2019-11-02',
    }),
    card('points', 'Everyday Points Card', cardProducts.everyday, 'POINTS', {
      current_reward_level: 'jade',
      next_reward_level: 'sapphire',
      enrolled_in_rewards_on: null,
    }),
  ],
  rewards: [
    reward('miles', 'miles', 'TOTAL_BALANCE', 'MILES', 48_210, 'Summit Miles'),
    reward(
      'miles-expiring',
      'miles',
      'EXPIRING_BALANCE',
      'MILES',
      5400,
      'Miles that expire soon',
      45,
    ),
    reward('points', 'points', 'BALANCE', 'POINTS', 12_875.5, 'Everyday Points'),
    reward(
      'points-expired',
      'points',
      'EXPIRING_BALANCE',
      'POINTS',
      220,
      'Points of last year',
      -20,
    ),
    reward(
      'voucher',
      'points',
      'BALANCE_TO_REWARD',
      'POINTS',
      2124.5,
      'Points to a travel voucher',
    ),
  ],
};

const mxbank: Portfolio = {
  ...bank,
  accounts: bank.accounts.map((account) => ({
    ...account,
    fields: { ...account.fields, name: `MX Bank ${String(account.fields['name'])}` },
  })),
};

export function portfolioFor(institution: Institution): Portfolio {
  return { mxbank, bank, 'card-issuer': cardIssuer }[institution.kind];
}

function card(
  key: string,
  name: string,
  product: string,
  unit: string,
  levels: WireFields,
): AccountTemplate {
  return {
    key,
    fields: {
      account_ownership: 'INDIVIDUAL',
      apr: 21.99,
      available_credit: 4211.36,
      balance: 788.64,
      credit_limit: 5000,
      day_payment_is_due: 14,
      minimum_payment: 35,
      name,
      statement_balance: 641.2,
      type: 'CREDIT_CARD',
    },
    rewardsFields: { credit_card_product_guid: product, primary_reward_unit: unit, ...levels },
  };
}

function reward(
  key: string,
  accountKey: string | null,
  balanceType: string,
  unitType: string,
  balance: number,
  description: string,
  expiresInDays: number | null = null,
): RewardTemplate {
  return { key, accountKey, balanceType, unitType, balance, description, expiresInDays };
}
