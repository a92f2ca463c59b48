import { GraphQLError } from 'graphql';

/** Every code that stands in `extensions.code` of a top-level error. */
export type ClientErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'UPSTREAM_FORBIDDEN'
  | 'OUTCOME_UNKNOWN'
  | 'INTERNAL'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED';

/** An argument that was understood but cannot be accepted; `inputPath` names it. */
export function badUserInput(message: string, inputPath: readonly string[]): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', inputPath } });
}

/** What was asked for does not exist, or is not the caller's: both read the same. */
export function notFound(message = 'There is no such object.'): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } });
}

/** The caller is known and may not do this, whatever the arguments. */
export function forbidden(): GraphQLError {
  return new GraphQLError('Only partner callers may do this.', {
    extensions: { code: 'FORBIDDEN' },
  });
}
