import { z } from 'zod';
import type { CreditCardProductModel } from '../mx/api/credit-card-product.ts';
import type { CredentialModel, InstitutionModel } from '../mx/api/institution.ts';

const text = z.string().nullable();
const texts = z.array(z.string()).nullable();
const flag = z.boolean().nullable();
const number = z.number().nullable();

// Models as this version of the gateway knows them. One field more or less is another form, so a replica
// of another version reads such an object from MX itself.

const creditCardProduct = z.strictObject({
  guid: z.string(),
  name: text,
  annualFee: text,
  hasCashbackRewards: flag,
  hasTravelRewards: flag,
  hasOtherRewards: flag,
  hasZeroIntroductoryAnnualFee: flag,
  hasZeroPercentIntroductoryRate: flag,
  hasZeroPercentIntroductoryRateOnBalanceTransfer: flag,
  introductoryRateOnPurchasesMonths: number,
  introductoryRateOnBalanceTransferMonths: number,
  isAcceptingApplicants: flag,
  isActive: flag,
  isSmallBusinessCard: flag,
}) satisfies z.ZodType<CreditCardProductModel>;

const institution = z.strictObject({
  code: z.string(),
  guid: text,
  name: text,
  url: text,
  countryCode: text,
  smallLogoUrl: text,
  mediumLogoUrl: text,
  supportsOAuth: flag,
  forgotPasswordUrl: text,
  forgotUsernameUrl: text,
  troubleSigningInUrl: text,
  instructionalText: text,
  instructionalSteps: texts,
  isDisabled: flag,
  supportedProducts: texts,
}) satisfies z.ZodType<InstitutionModel>;

const credentials = z.array(
  z.strictObject({
    guid: z.string(),
    label: text,
    fieldName: text,
    type: text,
    displayOrder: number,
  }),
) satisfies z.ZodType<readonly CredentialModel[]>;

/** True if the value is the card product with this guid. */
export function isCreditCardProduct(value: unknown, guid: string): value is CreditCardProductModel {
  const { data } = creditCardProduct.safeParse(value);
  return data?.guid === guid;
}

/** True if the value is the institution with this code, or with this guid: v20250224 accepts both. */
export function isInstitution(value: unknown, code: string): value is InstitutionModel {
  const { data } = institution.safeParse(value);
  return data !== undefined && (data.code === code || data.guid === code);
}

export function areCredentials(value: unknown): value is readonly CredentialModel[] {
  return credentials.safeParse(value).success;
}
