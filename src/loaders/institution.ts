import DataLoader from 'dataloader';
import { settleEach } from './batch.ts';
import type { LoaderSources } from './sources.ts';
import { readWindow, type WindowRequest } from './window.ts';

/** The most institutions that MX puts on one page. */
const MAX_PER_PAGE = 100;

export interface InstitutionSearch extends WindowRequest {
  /** Part of the name. */
  readonly name?: string | undefined;
  /** MX product names, lower case: only institutions that support all of them. */
  readonly products?: readonly string[] | undefined;
}

export type InstitutionLoaders = ReturnType<typeof createInstitutionLoaders>;

export function createInstitutionLoaders({ mx }: LoaderSources) {
  const institutions = new DataLoader(
    (searches: readonly InstitutionSearch[]) =>
      settleEach(searches, ({ name, products, ...request }) =>
        readWindow(request, {
          maxPerPage: MAX_PER_PAGE,
          readPage: (page) => mx.institutions.list({ name, products }, page),
          keyOf: ({ code }) => code,
        }),
      ),
    {
      cacheKeyFn: (search) => JSON.stringify(search),
    },
  );
  return { institutions };
}
