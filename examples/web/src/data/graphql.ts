import type { initGraphQLTada } from 'gql.tada';
import type { introspection, scalars } from 'mx-graphql-gateway-client/gql-tada';

type Typed = ReturnType<typeof initGraphQLTada<{ introspection: introspection; scalars: scalars }>>;

/**
 * An operation of this app. gql.tada reads the text at compile time and types its result and its
 * variables from the schema; at run time the text stays a text, which is all that the kit needs.
 */
export const graphql = ((text: string) => text) as unknown as Typed;
