import { GraphQLError, type OperationTypeNode } from 'graphql';
import { covers, readAccept, RESPONSE_TYPES, STREAM_TYPES } from '../accept-header.ts';

/**
 * Why an operation is refused for the Accept header of its request; undefined when it is not, or
 * came without one. Yoga looks at the header once it has a result: a mutation has run by then, and a
 * stream that it cannot write is left open for ever.
 */
export function acceptProblem(
  accept: string | null | undefined,
  type: OperationTypeNode,
): GraphQLError | undefined {
  const isStream = type === 'subscription';
  const ranges = readAccept(accept);
  if (ranges === null || covers(ranges, isStream ? STREAM_TYPES : RESPONSE_TYPES)) return undefined;
  const message = isStream
    ? 'For a subscription, Accept must allow text/event-stream. Alternatively, use a WebSocket.'
    : 'Accept must allow application/json or application/graphql-response+json.';
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } },
  });
}
