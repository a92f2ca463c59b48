import type { CreditCardProductModel } from '../mx/api/credit-card-product.ts';
import type { CredentialModel, InstitutionModel } from '../mx/api/institution.ts';
import type { MxCalls, MxClient } from '../mx/client.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { type CallScope, lanes } from '../mx/scope.ts';
import { createCache, type Cache } from './batching/cache.ts';
import type { SharedReads } from './batching/shared-reads.ts';

/** MX data that belongs to no user, read once per key and hour for the whole process. */
export interface SharedData {
  readonly creditCardProduct: Cache<CreditCardProductModel | null, CallScope>;
  readonly institution: Cache<InstitutionModel | null, CallScope>;
  readonly institutionCredentials: Cache<readonly CredentialModel[] | null, CallScope>;
}

/** The shared data as one operation reads it. */
export type SharedDataReads = {
  readonly [Name in keyof SharedData]: (key: string) => ReturnType<SharedData[Name]>;
};

/** @param reader the scope on whose behalf the next read is made */
export function createSharedDataReads(data: SharedData, reader: () => CallScope): SharedDataReads {
  return {
    creditCardProduct: (guid) => data.creditCardProduct(guid, reader()),
    institution: (code) => data.institution(code, reader()),
    institutionCredentials: (code) => data.institutionCredentials(code, reader()),
  };
}

export interface SharedDataOptions {
  readonly mx: Pick<MxClient, 'in'>;
  readonly sharedReads: SharedReads;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;
/** A name that no user can have. */
const NOBODY = '#nobody';

export function createSharedData({ mx, sharedReads, now }: SharedDataOptions): SharedData {
  const cached = <T>(kind: string, readIn: (calls: MxCalls, key: string) => Promise<T>) =>
    createCache<T | null, CallScope>({
      read: (key, reader, keep) =>
        sharedReads.share(reader, {
          userGuid: NOBODY,
          name: `${kind} ${key}`,
          read: async (calls) => keep(await missingAsNull(readIn(calls, key))),
        }),
      refresh: (key) => missingAsNull(readIn(mx.in({ lane: lanes.cache }), key)),
      ttlMs: HOUR_MS,
      keeps: (value) => value !== null,
      maxEntries: 10_000,
      now,
    });

  return {
    creditCardProduct: cached('product', (calls, guid) => calls.creditCardProducts.read(guid)),
    institution: cached('institution', (calls, code) => calls.institutions.read(code)),
    institutionCredentials: cached('credentials', (calls, code) =>
      calls.institutions.credentials(code),
    ),
  };
}
