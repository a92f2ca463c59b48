import type { WireFields } from './wire-fields.ts';

/** Guids of the card products. Cards of different users refer to the same ones. */
export const cardProducts = {
  cash: 'CCA-b5bcd822-6d01-4e23-b8d6-846a225e714a',
  travel: 'CCA-2f0d4b1c-7c43-4f5e-9a55-1c3f4c2a9e01',
  miles: 'CCA-8d9b7a54-13f2-4b0e-8a6d-5e6f70819202',
  everyday: 'CCA-41c7e0d3-9b8a-4d21-bb1f-6a7b8c9d0e03',
  business: 'CCA-c2a8f9e6-55d4-4c37-9e80-7b8c9d0e1f04',
  retired: 'CCA-e91b3d07-08c6-4a19-8f72-8c9d0e1f2a05',
} as const;

/** `CreditCardProduct` of the MX Platform API. */
export const creditCardProducts: readonly WireFields[] = [
  product(cardProducts.cash, 'Cash Rewards Visa', { has_cashback_rewards: true }),
  product(cardProducts.travel, 'Wayfarer Travel Card', {
    annual_fee: 95,
    has_travel_rewards: true,
    has_zero_introductory_annual_fee: true,
  }),
  product(cardProducts.miles, 'Summit Miles Signature', {
    annual_fee: 149.5,
    has_travel_rewards: true,
    has_other_rewards: true,
  }),
  product(cardProducts.everyday, 'Everyday Points Card', {
    duration_of_introductory_rate_on_balance_transfer: 18,
    duration_of_introductory_rate_on_purchases: 12,
    has_other_rewards: true,
    has_zero_percent_introductory_rate: true,
    has_zero_percent_introductory_rate_on_balance_transfer: true,
  }),
  product(cardProducts.business, 'Business Cash Card', {
    annual_fee: 45,
    has_cashback_rewards: true,
    is_small_business_card: true,
  }),
  product(cardProducts.retired, 'Classic Platinum (no longer offered)', {
    annual_fee: 30,
    is_accepting_applicants: false,
    is_active_credit_card_product: false,
  }),
];

function product(guid: string, name: string, fields: WireFields): WireFields {
  return {
    annual_fee: 0,
    duration_of_introductory_rate_on_balance_transfer: null,
    duration_of_introductory_rate_on_purchases: null,
    guid,
    has_cashback_rewards: false,
    has_other_rewards: false,
    has_travel_rewards: false,
    has_zero_introductory_annual_fee: false,
    has_zero_percent_introductory_rate: false,
    has_zero_percent_introductory_rate_on_balance_transfer: false,
    is_accepting_applicants: true,
    is_active_credit_card_product: true,
    is_small_business_card: false,
    name,
    ...fields,
  };
}
