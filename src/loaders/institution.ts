import DataLoader from 'dataloader';
import { FAN_OUT, settleEach } from './batch.ts';
import type { LoaderSources } from './sources.ts';
import { readWindow, type WindowRequest } from './window.ts';

/** The most institutions that MX puts on one page. */
const MAX_PER_PAGE = 100;

export interface InstitutionSearch extends WindowRequest {
  /** Part of the name. */
  readonly name?: string | undefined;
}

export type InstitutionLoaders = ReturnType<typeof createInstitutionLoaders>;

export function createInstitutionLoaders({ mx }: LoaderSources) {
  const institutions = new DataLoader(
    (searches: readonly InstitutionSearch[]) =>
      settleEach(searches, FAN_OUT, ({ name, ...request }) =>
        readWindow(request, MAX_PER_PAGE, (page) => mx.institutions.list({ name }, page)),
      ),
    {
      cacheKeyFn: ({ name, offset, count }) => JSON.stringify([name, offset, count]),
    },
  );
  return { institutions };
}

