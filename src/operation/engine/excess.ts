import type { ValidatedExecutionArgs } from 'graphql';
import { type LimitName, limits } from '../../limits.ts';
import { outcomeUnknown, rateLimited, type Refusal, responseTooLarge } from '../refusal.ts';

/**
 * How long a client waits before it tries again: by then the large responses of others are done.
 */
const RETRY_AFTER_MS = 1_000;

/** The refusal of a response that exceeds this limit. */
export function toExcess(limit: LimitName, { operation }: ValidatedExecutionArgs): Refusal {
  const isMutation = operation.operation === 'mutation';
  const isTooLarge = limit === 'responseBytes' || limit === 'operationMemoryBytes';
  if (isTooLarge) {
    const message = `The response exceeds ${limits[limit]} bytes. Request fewer objects or fields.`;
    return responseTooLarge(limit, isMutation ? `${message} Changes may have been made.` : message);
  }
  return isMutation
    ? outcomeUnknown(
        limit,
        'The response could not be produced. The change may or may not have been made.',
      )
    : tooBusy(limit);
}

/** The refusal of an operation for which there is no room. */
export function tooBusy(limit: LimitName): Refusal {
  const message = 'Too many large operations are running. Try again later.';
  return rateLimited({ limit, message, retryAfterMs: RETRY_AFTER_MS });
}
