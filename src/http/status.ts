import type { ExecutionResult, GraphQLError } from 'graphql';
import { toHttpStatus } from '../operation/errors/masking.ts';
import type { HttpStatus } from '../operation/refusal.ts';

/**
 * The status of a result with data and errors, by GraphQL over HTTP. Clients that do not know it
 * treat it as 200, by HTTP's own rules.
 */
export const PARTIAL_SUCCESS = 294;

/**
 * The HTTP status for an error of a result; undefined if the error leaves the status as it is. A
 * result with data is a success, whatever its errors, and only a result as a whole can be refused.
 */
export function toStatus(
  error: GraphQLError,
  { data }: Pick<ExecutionResult, 'data'>,
): HttpStatus | undefined {
  const http = toHttpStatus(error);
  if (data === undefined || (data === null && http !== undefined)) return http;
  return { status: PARTIAL_SUCCESS, headers: http?.headers, isWellFormed: true };
}
