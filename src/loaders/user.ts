import { type Administrator, ownerOf, type OwnUserGuid } from '../auth/keys.ts';
import type { UserFilter } from '../mx/api/user.ts';
import { badResponse } from '../mx/errors.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { settleEach } from './batching/batch.ts';
import { createLoader } from './batching/loader.ts';
import { readRange, type RangeRequest } from './batching/page-range.ts';
import type { LoaderSources } from './sources.ts';

export interface UserName {
  readonly administrator: Administrator;
  readonly externalId: string;
}

export interface UserSearch extends RangeRequest {
  readonly administrator: Administrator;
  readonly filter: UserFilter;
}

export type UserLoaders = ReturnType<typeof createUserLoaders>;

export function createUserLoaders(sources: LoaderSources) {
  const user = createLoader(sources, 'user', (guids: readonly OwnUserGuid[], batch) =>
    settleEach(guids, (guid) =>
      missingAsNull(
        sources.share(batch, {
          userGuid: guid,
          name: 'user',
          read: (calls) => calls.users.read(guid),
        }),
      ),
    ),
  );

  const userByExternalId = createLoader(
    sources,
    'userByExternalId',
    (names: readonly UserName[], batch) =>
      settleEach(names, async ({ externalId }) => {
        const found = await sources.callsFor(batch).users.findByExternalId(externalId);
        // Not null, because a client that gets null might create another user.
        if (found === 'ambiguous') throw badResponse('two users with one external id');
        if (found !== null) user.prime(ownerOf(found), found);
        return found;
      }),
    { cacheKeyFn: ({ externalId }) => externalId },
  );

  const users = createLoader(
    sources,
    'users',
    (searches: readonly UserSearch[], batch) =>
      settleEach(searches, ({ filter, offset, count }) =>
        readRange(
          { offset, count },
          {
            readPage: (page) => sources.callsFor(batch).users.list(filter, page),
            keyOf: ({ guid }) => guid,
          },
        ),
      ),
    { cacheKeyFn: ({ filter, offset, count }) => JSON.stringify({ filter, offset, count }) },
  );

  return { user, userByExternalId, users };
}
