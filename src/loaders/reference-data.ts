import type { MxClient } from '../mx/client.ts';
import type { CreditCardProductModel } from '../mx/credit-card-product.ts';
import type { CredentialModel, InstitutionModel } from '../mx/institution.ts';
import { missingAsNull } from './missing.ts';
import { createReference, type Reference } from './reference.ts';

/** What MX knows that belongs to no user, read once per key and hour for the whole process. */
export interface ReferenceData {
  readonly creditCardProduct: Reference<CreditCardProductModel | null>;
  readonly institution: Reference<InstitutionModel | null>;
  readonly institutionCredentials: Reference<readonly CredentialModel[] | null>;
}

const HOUR_MS = 3_600_000;

export function createReferenceData(mx: MxClient, now: () => number): ReferenceData {
  const cached = <T>(read: (key: string) => Promise<T>) =>
    createReference({
      read: (key) => missingAsNull(read(key)),
      ttlMs: HOUR_MS,
      keeps: (value) => value !== null,
      maxEntries: 10_000,
      now,
    });

  return {
    creditCardProduct: cached(mx.creditCardProducts.read),
    institution: cached(mx.institutions.read),
    institutionCredentials: cached(mx.institutions.credentials),
  };
}
