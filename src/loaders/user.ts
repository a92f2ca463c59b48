import DataLoader from 'dataloader';
import type { UserFilter } from '../mx/api/user.ts';
import { badResponse } from '../mx/errors.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { settleEach } from './batching/batch.ts';
import { readWindow, type WindowRequest } from './batching/page-range.ts';
import type { LoaderSources } from './sources.ts';

/** The most users that MX puts on one page. */
const MAX_PER_PAGE = 1_000;

export interface UserSearch extends WindowRequest {
  readonly filter: UserFilter;
}

export type UserLoaders = ReturnType<typeof createUserLoaders>;

export function createUserLoaders({ mx, share }: LoaderSources) {
  const user = new DataLoader((guids: readonly string[]) =>
    settleEach(guids, (guid) =>
      missingAsNull(share(guid, 'user', (calls) => calls.users.read(guid))),
    ),
  );

  const userByExternalId = new DataLoader((externalIds: readonly string[]) =>
    settleEach(externalIds, async (externalId) => {
      const found = await mx.users.findByExternalId(externalId);
      // Not null: whoever hears that there is none makes another one.
      if (found === 'ambiguous') throw badResponse('two users with one external id');
      if (found !== null) user.prime(found.guid, found);
      return found;
    }),
  );

  const users = new DataLoader(
    (searches: readonly UserSearch[]) =>
      settleEach(searches, ({ filter, ...request }) =>
        readWindow(request, {
          maxPerPage: MAX_PER_PAGE,
          readPage: (page) => mx.users.list(filter, page),
          keyOf: ({ guid }) => guid,
        }),
      ),
    { cacheKeyFn: (search) => JSON.stringify(search) },
  );

  return { user, userByExternalId, users };
}
