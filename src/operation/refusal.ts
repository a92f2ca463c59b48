import { GraphQLError } from 'graphql';
import type { LimitName } from '../limits.ts';

/** Every code that stands in `extensions.code` of a top-level error. */
export type ClientErrorCode =
  | 'UNAUTHENTICATED'
  | 'UNKNOWN_USER'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'CALL_BUDGET_EXCEEDED'
  /** The client has left: nobody hears it, but the log counts it. */
  | 'CANCELLED'
  | 'RESTARTING'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'UPSTREAM_FORBIDDEN'
  | 'OUTCOME_UNKNOWN'
  | 'RESPONSE_TOO_LARGE'
  | 'INTERNAL'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED';

/** An argument that was understood but cannot be accepted; `inputPath` names it, `limit` the bound that it exceeds. */
export function badUserInput(
  message: string,
  inputPath: readonly string[],
  limit?: LimitName,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', inputPath, limit } });
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

/** A request that is refused as a whole, before any of it is executed; 400 over HTTP. */
export function refusedRequest(
  message: string,
  code: ClientErrorCode = 'BAD_USER_INPUT',
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { spec: true, status: 400 } } });
}

export interface ExceededLimit {
  readonly limit: LimitName;
  readonly message: string;
  /** BAD_USER_INPUT unless given. */
  readonly code?: ClientErrorCode;
}

/** A request that is refused as a whole for a bound of `limits.ts`; 400 over HTTP. */
export function limitExceeded({ limit, message, code = 'BAD_USER_INPUT' }: ExceededLimit) {
  return new GraphQLError(message, {
    extensions: { code, limit, http: { spec: true, status: 400 } },
  });
}

/** Too many attempts; the client may try again after so many milliseconds. */
export function rateLimited(
  retryAfterMs: number,
  limit: LimitName,
  message = 'Too many attempts. Try again later.',
): GraphQLError {
  const headers = { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  return new GraphQLError(message, {
    extensions: { code: 'RATE_LIMITED', limit, retryAfterMs, http: { status: 429, headers } },
  });
}

/** A response that has become larger than it may be; none of it is sent. */
export function responseTooLarge(message: string, limit: LimitName): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'RESPONSE_TOO_LARGE', limit } });
}

/** A mutation that cannot say what it has done. */
export function outcomeUnknown(message: string, limit: LimitName): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'OUTCOME_UNKNOWN', limit } });
}
