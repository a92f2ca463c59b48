import { connections, withoutId } from '../generated/cache-facts.ts';

/** `keys` for graphcache: objects without an `id` are a part of the object that contains them. */
export const keys: Record<string, () => null> = Object.fromEntries(
  withoutId.map((name) => [name, () => null]),
);

/**
 * `resolvers` for graphcache, which join the pages of a list.
 *
 * @param relayPagination from `@urql/exchange-graphcache/extras`, so that the kit depends on no
 *   version
 */
export function createResolvers<Resolver>(
  relayPagination: () => Resolver,
): Record<string, Record<string, Resolver>> {
  const resolvers: Record<string, Record<string, Resolver>> = {};
  for (const [type, field] of connections) {
    (resolvers[type] ??= {})[field] = relayPagination();
  }
  return resolvers;
}

/** The part of graphcache's `Cache` that the updates use. */
interface CacheLike {
  readonly invalidate: (entity: { readonly __typename: string; readonly id: string }) => void;
}

type Update = (
  result: Record<string, unknown>,
  args: Record<string, unknown>,
  cache: CacheLike,
) => void;

const remove =
  (__typename: string, name: string): Update =>
  (_result, args, cache) => {
    const id = (args['input'] as Record<string, string> | undefined)?.[name];
    if (id !== undefined) cache.invalidate({ __typename, id });
  };

/** `updates` for graphcache: a deleted object leaves the cache. */
export const updates: { readonly Mutation: Record<string, Update> } = {
  Mutation: {
    deleteMember: remove('Member', 'memberId'),
    deleteUser: remove('User', 'userId'),
  },
};
