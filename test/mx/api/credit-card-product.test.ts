import { expect, test } from 'vitest';
import { json, startTestClient } from '../../support/fake-mx.ts';

test('a card product is read', async () => {
  const credit_card_product = {
    annual_fee: 45,
    duration_of_introductory_rate_on_balance_transfer: null,
    duration_of_introductory_rate_on_purchases: 12,
    guid: 'CCA-1',
    has_cashback_rewards: false,
    has_other_rewards: true,
    has_travel_rewards: true,
    has_zero_introductory_annual_fee: true,
    has_zero_percent_introductory_rate: false,
    has_zero_percent_introductory_rate_on_balance_transfer: true,
    is_accepting_applicants: true,
    is_active_credit_card_product: true,
    is_small_business_card: false,
    name: 'Credit Card',
  };
  await using t = await startTestClient([json({ credit_card_product })]);
  expect(await t.client.creditCardProducts.read('CCA-1')).toEqual({
    guid: 'CCA-1',
    name: 'Credit Card',
    annualFee: '45',
    hasCashbackRewards: false,
    hasTravelRewards: true,
    hasOtherRewards: true,
    hasZeroIntroductoryAnnualFee: true,
    hasZeroPercentIntroductoryRate: false,
    hasZeroPercentIntroductoryRateOnBalanceTransfer: true,
    introductoryRateOnPurchasesMonths: 12,
    introductoryRateOnBalanceTransferMonths: null,
    isAcceptingApplicants: true,
    isActive: true,
    isSmallBusinessCard: false,
  });
  expect(t.mx.seen[0]?.url).toBe('/credit_card_products/CCA-1');
});
