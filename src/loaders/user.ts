import DataLoader from 'dataloader';
import type { UserFilter } from '../mx/user.ts';
import { FAN_OUT, settleEach } from './batch.ts';
import { missingAsNull } from './missing.ts';
import type { LoaderSources } from './sources.ts';
import { readWindow, type WindowRequest } from './window.ts';

/** The most users that MX puts on one page. */
const MAX_PER_PAGE = 1_000;

export interface UserSearch extends WindowRequest {
  readonly filter: UserFilter;
}

export type UserLoaders = ReturnType<typeof createUserLoaders>;

export function createUserLoaders({ mx, flights }: LoaderSources) {
  const user = new DataLoader((guids: readonly string[]) =>
    settleEach(guids, FAN_OUT, (guid) =>
      missingAsNull(flights.share(guid, 'user', () => mx.users.read(guid))),
    ),
  );

  const userByExternalId = new DataLoader((externalIds: readonly string[]) =>
    settleEach(externalIds, FAN_OUT, async (externalId) => {
      const { items } = await mx.users.list({ externalId }, { page: 1, perPage: 10 });
      const found = items.find((candidate) => candidate.externalId === externalId) ?? null;
      if (found !== null) user.prime(found.guid, found);
      return found;
    }),
  );

  const users = new DataLoader(
    (searches: readonly UserSearch[]) =>
      settleEach(searches, FAN_OUT, ({ filter, ...request }) =>
        readWindow(request, MAX_PER_PAGE, (page) => mx.users.list(filter, page)),
      ),
    { cacheKeyFn: (search) => JSON.stringify(search) },
  );

  return { user, userByExternalId, users };
}
