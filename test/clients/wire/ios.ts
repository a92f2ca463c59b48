import type { WireRequest } from './http.ts';

/** A GraphQL operation as the generated code of a mobile app has it. */
export interface WireOperation {
  readonly operationName: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The gateway only knows a token by its header. */
export const authorize = (token: string) => ['Authorization', `Bearer ${token}`] as const;

/**
 * What Apollo iOS sends. Sources in apollographql/apollo-ios: JSONRequest.swift,
 * RequestBodyCreator.swift, ClientAwarenessMetadata.swift at 0aa92e6 and 28b0c8f (2.0),
 * WebSocketMessage.swift at cdde10e (2.1), HTTPRequest.swift, OperationMessage.swift and
 * DefaultImplementation/WebSocket.swift at 84c42e0 (1.x). JSONSerialization sorts keys.
 */
export const ACCEPT = {
  subscription:
    'multipart/mixed;subscriptionSpec=1.0,application/graphql-response+json,application/json',
  query: 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json',
} as const;

const library = { clientLibrary: { name: 'apollo-ios', version: '2.0.4' } };

/** URLSession adds all but the first four. */
function toHeaders(accept: string, token: string): WireRequest['headers'] {
  return [
    ['Accept', accept],
    ['apollographql-client-name', 'com.example.wallet-apollo-ios'],
    ['apollographql-client-version', '1.0-1'],
    authorize(token),
    ['User-Agent', 'Wallet/1 CFNetwork/3826.500.131 Darwin/24.5.0'],
    ['Accept-Language', 'en-GB,en;q=0.9'],
    ['Accept-Encoding', 'gzip, deflate'],
    ['Connection', 'keep-alive'],
  ];
}

export function toIosPost(operation: WireOperation, token: string, extensions = {}): WireRequest {
  const accept = operation.query.startsWith('subscription') ? ACCEPT.subscription : ACCEPT.query;
  return {
    method: 'POST',
    headers: [['Content-Type', 'application/json'], ...toHeaders(accept, token)],
    body: toSortedJson({ ...operation, extensions: { ...library, ...extensions } }),
  };
}

/** The first request of `autoPersistQueries` with `useGETForPersistedQueryRetry`. */
export function toIosHashGet(
  { operationName, variables }: WireOperation,
  token: string,
  sha256: string,
): WireRequest {
  const extensions = { persistedQuery: { sha256Hash: sha256, version: 1 } };
  const items = Object.entries({ extensions, operationName, variables });
  const search = items.map(([name, value]) => {
    const text = typeof value === 'string' ? value : toSortedJson(value);
    return `${name}=${encodeURIComponent(text)}`;
  });
  const headers = toHeaders(ACCEPT.query, token);
  return { method: 'GET', search: `?${search.join('&')}`, headers };
}

/** Version 2 sends all of them as binary frames. */
export const iosFrames = {
  init: (payload: object) => `{"type":"connection_init","payload":${toSortedJson(payload)}}`,
  subscribe: (id: number, operation: WireOperation) =>
    `{"type":"subscribe","id":"${id}","payload":${toSortedJson({ ...operation, extensions: library })}}`,
  pong: () => '{"type":"pong"}',
  ping: () => '{"type":"ping"}',
  complete: (id: number) => `{"type":"complete","id":"${id}"}`,
};

/** Version 1 sends text frames. */
export const ios1Frames = {
  init: (payload: object) => toSortedJson({ type: 'connection_init', payload }),
  subscribe: (id: number, operation: WireOperation) =>
    toSortedJson({ type: 'subscribe', id: String(id), payload: operation }),
  terminate: () => '{"type":"connection_terminate"}',
};

function toSortedJson(value: object): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
