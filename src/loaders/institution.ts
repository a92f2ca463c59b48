import type { InstitutionFilter } from '../mx/api/institution.ts';
import { settleEach } from './batching/batch.ts';
import { createLoader } from './batching/loader.ts';
import { readRange, type RangeRequest } from './batching/page-range.ts';
import type { LoaderSources } from './sources.ts';

export interface InstitutionSearch extends RangeRequest, InstitutionFilter {}

export type InstitutionLoaders = ReturnType<typeof createInstitutionLoaders>;

export function createInstitutionLoaders(sources: LoaderSources) {
  const institutions = createLoader(
    sources,
    'institutions',
    (searches: readonly InstitutionSearch[], batch) =>
      settleEach(searches, ({ offset, count, ...filter }) =>
        readRange(
          { offset, count },
          {
            readPage: (page) => sources.callsFor(batch).institutions.list(filter, page),
            keyOf: ({ code }) => code,
          },
        ),
      ),
    {
      cacheKeyFn: (search) => JSON.stringify(search),
    },
  );
  return { institutions };
}
