import { randomUUID } from 'node:crypto';
import type { WireRequest } from './http.ts';
import { authorize, type WireOperation } from './ios.ts';

/**
 * What Apollo Kotlin sends through OkHttp. Sources in apollographql/apollo-kotlin, below
 * libraries: apollo-api's DefaultHttpRequestComposer.kt at 0c03e8e (4.3), apollo-runtime's
 * network/websocket/GraphQLWsProtocol.kt at 6684a79, network/ws/SubscriptionWsProtocol.kt at
 * c5e88f9, and network/http/ClientAwarenessInterceptor.kt at d1c6a1b.
 */
const JSON_TYPES = 'application/graphql-response+json, application/json';
const ACCEPT = {
  subscription: `multipart/mixed;subscriptionSpec=1.0, ${JSON_TYPES}`,
  query: `multipart/mixed;deferSpec=20220824, ${JSON_TYPES}`,
} as const;

const library = { clientLibrary: { name: 'apollo-kotlin', version: '4.3.3' } };

function toHeaders(accept: string, token: string): WireRequest['headers'] {
  return [
    ['Accept', accept],
    authorize(token),
    ['apollographql-client-name', 'com.example.wallet'],
    ['apollographql-client-version', '1.0'],
    ['Connection', 'Keep-Alive'],
    ['Accept-Encoding', 'gzip'],
    ['User-Agent', 'okhttp/4.12.0'],
  ];
}

export function toKotlinPost(
  { operationName, variables, query }: WireOperation,
  token: string,
): WireRequest {
  const accept = query.startsWith('subscription') ? ACCEPT.subscription : ACCEPT.query;
  return {
    method: 'POST',
    headers: [...toHeaders(accept, token), ['Content-Type', 'application/json']],
    body: JSON.stringify({ operationName, variables, query, extensions: library }),
  };
}

/** The first request of `autoPersistedQueries()`. */
export function toKotlinHashGet(
  { operationName, variables }: WireOperation,
  token: string,
  sha256: string,
): WireRequest {
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256 } };
  const search = new URLSearchParams({
    operationName,
    variables: JSON.stringify(variables),
    extensions: JSON.stringify(extensions),
  });
  const headers = [
    ['Apollo-Require-Preflight', 'true'] as const,
    ...toHeaders(ACCEPT.query, token),
  ];
  return { method: 'GET', search: `?${search.toString().replaceAll('+', '%20')}`, headers };
}

export const kotlinFrames = {
  toId: () => randomUUID(),
  init: (payload?: object) => JSON.stringify({ type: 'connection_init', payload }),
  subscribe: (id: string, { operationName, variables, query }: WireOperation) =>
    JSON.stringify({
      type: 'subscribe',
      id,
      payload: { operationName, variables, query, extensions: library },
    }),
  ping: () => '{"type":"ping"}',
  pong: () => '{"type":"pong"}',
  complete: (id: string) => JSON.stringify({ type: 'complete', id }),
};
