import { GraphQLError } from 'graphql';

/** The original error, under the layers of location that graphql adds. */
export function findRootCause(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.cause instanceof Error) root = root.cause;
  return root;
}
