import type { Ledger, ReadNote } from '../ledger.ts';
import type { CreditCardProductModel } from '../mx/api/credit-card-product.ts';
import type { CredentialModel, InstitutionModel } from '../mx/api/institution.ts';
import type { MxCalls, MxClient } from '../mx/client.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { type CallScope, lanes } from '../mx/scope.ts';
import { readThrough } from '../shared/read-through.ts';
import type { SharedCache } from '../shared/shared-cache.ts';
import { createCache, type Cache } from './batching/cache.ts';
import { endWith } from './batching/loader.ts';
import type { SharedReads } from './batching/shared-reads.ts';
import { areCredentials, isCreditCardProduct, isInstitution } from './shared-forms.ts';

/** MX data that belongs to no user, read once per key and hour for the whole process. */
export interface SharedData {
  readonly creditCardProduct: Cache<CreditCardProductModel | null, DataReader>;
  readonly institution: Cache<InstitutionModel | null, DataReader>;
  readonly institutionCredentials: Cache<readonly CredentialModel[] | null, DataReader>;
}

/** The operation that reads, and its note of the read. */
export interface DataReader {
  readonly scope: CallScope;
  readonly note?: ReadNote | undefined;
}

/** The shared data as one operation reads it. */
export type SharedDataReads = {
  readonly [Name in keyof SharedData]: (key: string) => ReturnType<SharedData[Name]>;
};

export interface SharedDataReadsOptions {
  /** The scope on whose behalf the next read is made. */
  readonly scope: () => CallScope;
  readonly ledger: () => Ledger;
}

export function createSharedDataReads(
  data: SharedData,
  { scope, ledger }: SharedDataReadsOptions,
): SharedDataReads {
  function read<T>(name: keyof SharedData, key: string, cache: Cache<T, DataReader>) {
    const batch = ledger().gather(name);
    const value = cache(key, { scope: scope(), note: batch.noteRead() });
    if (value instanceof Promise) return endWith(batch, value);
    batch.end();
    return value;
  }
  return {
    creditCardProduct: (guid) => read('creditCardProduct', guid, data.creditCardProduct),
    institution: (code) => read('institution', code, data.institution),
    institutionCredentials: (code) =>
      read('institutionCredentials', code, data.institutionCredentials),
  };
}

export interface SharedDataOptions {
  readonly mx: Pick<MxClient, 'in' | 'apiVersion'>;
  /** Behind the cache of this process. */
  readonly cache: SharedCache;
  readonly sharedReads: SharedReads;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Called for each read of the cache of this process. */
  readonly onRead?: ((result: 'hit' | 'miss' | 'stale') => void) | undefined;
}

const HOUR_MS = 3_600_000;
/** What another replica has read may be this old when it is read from there. */
const SHARED_MS = HOUR_MS / 4;
/** A name that no user can have. */
const NOBODY = '#nobody';

export function createSharedData(options: SharedDataOptions): SharedData {
  const { mx, cache, sharedReads, now, onRead } = options;
  const cached = <T extends object>(
    kind: string,
    isValue: (value: unknown, key: string) => value is T,
    readIn: (calls: MxCalls, key: string) => Promise<T>,
  ) => {
    // The two versions of MX's API describe some objects differently.
    const readShared = (calls: MxCalls, key: string) =>
      readThrough<T>(cache, `${kind}/${mx.apiVersion}/${key}`, {
        ttlMs: SHARED_MS,
        isValue: (value) => isValue(value, key),
        load: () => missingAsNull(readIn(calls, key)),
      });
    return createCache<T | null, DataReader>({
      read: (key, { scope, note }, keep) =>
        sharedReads.share(scope, {
          userGuid: NOBODY,
          name: `${kind} ${key}`,
          read: async (calls) => keep(await readShared(calls, key)),
          note,
        }),
      refresh: (key) => readShared(mx.in({ lane: lanes.cache }), key),
      ttlMs: HOUR_MS,
      keeps: (value) => value !== null,
      maxEntries: 10_000,
      now,
      onRead(result, { note }) {
        if (result !== 'miss') note?.cached();
        onRead?.(result);
      },
    });
  };

  return {
    creditCardProduct: cached('product', isCreditCardProduct, (calls, guid) =>
      calls.creditCardProducts.read(guid),
    ),
    institution: cached('institution', isInstitution, (calls, code) =>
      calls.institutions.read(code),
    ),
    institutionCredentials: cached('credentials', areCredentials, (calls, code) =>
      calls.institutions.credentials(code),
    ),
  };
}
