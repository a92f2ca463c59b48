/**
 * What Apollo iOS sends, from its sources: JSONRequest, JSONRequestBodyCreator and
 * ClientAwarenessMetadata of apollo-ios at 28b0c8f (2.0), WebSocketMessage at cdde10e (2.1).
 */
export const ACCEPT = {
  subscription:
    'multipart/mixed;subscriptionSpec=1.0,application/graphql-response+json,application/json',
  query: 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json',
} as const;
