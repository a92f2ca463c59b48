import { type Drift } from '../errors.ts';
import type { Send } from '../wire/call.ts';
import { checkNamed, decimal, flag, integer, record, required, text, type Row } from './decode.ts';

/** A card that issuers offer; no user owns it. `CreditCardProductResponse`, MX Platform API. */
export interface CreditCardProductModel {
  readonly guid: string;
  readonly name: string | null;
  readonly annualFee: string | null;
  readonly hasCashbackRewards: boolean | null;
  readonly hasTravelRewards: boolean | null;
  readonly hasOtherRewards: boolean | null;
  readonly hasZeroIntroductoryAnnualFee: boolean | null;
  readonly hasZeroPercentIntroductoryRate: boolean | null;
  readonly hasZeroPercentIntroductoryRateOnBalanceTransfer: boolean | null;
  /** Months. */
  readonly introductoryRateOnPurchasesMonths: number | null;
  /** Months. */
  readonly introductoryRateOnBalanceTransferMonths: number | null;
  readonly isAcceptingApplicants: boolean | null;
  readonly isActive: boolean | null;
  readonly isSmallBusinessCard: boolean | null;
}

export interface CreditCardProductCalls {
  readonly read: (guid: string) => Promise<CreditCardProductModel>;
}

export function createCreditCardProductCalls(send: Send): CreditCardProductCalls {
  return {
    read: (guid) =>
      send('creditCard', { params: { credit_card_product_guid: guid } }, (body, drift) => {
        const row = record(body, 'credit_card_product');
        checkNamed(row, 'guid', guid, 'card product');
        return decodeCreditCardProduct(row, drift);
      }),
  };
}

function decodeCreditCardProduct(row: Row, drift: Drift): CreditCardProductModel {
  return {
    guid: required(row, 'guid'),
    name: text(row, 'name', drift),
    annualFee: decimal(row, 'annual_fee', drift),
    hasCashbackRewards: flag(row, 'has_cashback_rewards', drift),
    hasTravelRewards: flag(row, 'has_travel_rewards', drift),
    hasOtherRewards: flag(row, 'has_other_rewards', drift),
    hasZeroIntroductoryAnnualFee: flag(row, 'has_zero_introductory_annual_fee', drift),
    hasZeroPercentIntroductoryRate: flag(row, 'has_zero_percent_introductory_rate', drift),
    hasZeroPercentIntroductoryRateOnBalanceTransfer: flag(
      row,
      'has_zero_percent_introductory_rate_on_balance_transfer',
      drift,
    ),
    introductoryRateOnPurchasesMonths: integer(
      row,
      'duration_of_introductory_rate_on_purchases',
      drift,
    ),
    introductoryRateOnBalanceTransferMonths: integer(
      row,
      'duration_of_introductory_rate_on_balance_transfer',
      drift,
    ),
    isAcceptingApplicants: flag(row, 'is_accepting_applicants', drift),
    isActive: flag(row, 'is_active_credit_card_product', drift),
    isSmallBusinessCard: flag(row, 'is_small_business_card', drift),
  };
}
