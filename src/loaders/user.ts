import DataLoader from 'dataloader';
import { FAN_OUT, settleEach } from './batch.ts';
import { missingAsNull } from './missing.ts';
import type { LoaderSources } from './sources.ts';

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

  return { user, userByExternalId };
}
