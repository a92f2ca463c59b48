import DataLoader from 'dataloader';
import type { InstitutionFilter } from '../mx/api/institution.ts';
import { settleEach } from './batching/batch.ts';
import { readWindow, type WindowRequest } from './batching/page-range.ts';
import type { LoaderSources } from './sources.ts';

/** The most institutions that MX puts on one page. */
const MAX_PER_PAGE = 1_000;

export interface InstitutionSearch extends WindowRequest, InstitutionFilter {}

export type InstitutionLoaders = ReturnType<typeof createInstitutionLoaders>;

export function createInstitutionLoaders({ mx }: LoaderSources) {
  const institutions = new DataLoader(
    (searches: readonly InstitutionSearch[]) =>
      settleEach(searches, ({ offset, count, ...filter }) =>
        readWindow(
          { offset, count },
          {
            maxPerPage: MAX_PER_PAGE,
            readPage: (page) => mx.institutions.list(filter, page),
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
