import { connections, withoutId } from '../generated/cache-facts.ts';

/** A policy of Apollo Client for one type, as far as the kit sets it. */
export interface TypePolicy {
  readonly keyFields?: false;
  readonly merge?: boolean;
  readonly fields?: Record<string, FieldPolicy>;
}

/** What `relayStylePagination` returns. */
export type FieldPolicy = object;

/**
 * `typePolicies` for Apollo's InMemoryCache. Objects are kept by their `id`, objects without one in
 * the object that contains them, and the pages of a list together.
 *
 * @param relayStylePagination from `@apollo/client/utilities`, so that the kit depends on no version
 */
export function createTypePolicies<Policy extends FieldPolicy>(
  relayStylePagination: (keyArgs: false | string[]) => Policy,
): Record<string, { keyFields?: false; merge?: boolean; fields?: Record<string, Policy> }> {
  const policies: ReturnType<typeof createTypePolicies<Policy>> = {};
  for (const name of withoutId) policies[name] = { keyFields: false, merge: true };
  for (const [type, field, keyArgs] of connections) {
    const policy = (policies[type] ??= {});
    const page = relayStylePagination(keyArgs.length === 0 ? false : [...keyArgs]);
    policy.fields = { ...policy.fields, [field]: page };
  }
  return policies;
}
