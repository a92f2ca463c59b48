import type { ClientErrorCode } from '../refusal.ts';

/** What the documentation says about a code of an error. */
export interface CodeMeaning {
  readonly meaning: string;
  /** What an app, or the person behind it, does. */
  readonly remedy: string;
}

/**
 * A meaning for each code that a client can get, for docs/reference/errors.md. The sentences,
 * statuses and close codes there come from the places that refuse.
 */
export const catalogue: Record<Exclude<ClientErrorCode, 'CANCELLED'>, CodeMeaning> = {
  UNAUTHENTICATED: {
    meaning: 'The token is missing, invalid or expired.',
    remedy:
      'Get a new token, then send the operation again. If the new token fails, sign in again.',
  },
  UNKNOWN_USER: {
    meaning: 'The token is valid, but MX does not have its user yet.',
    remedy: 'Let your server call `createUser`, then retry on the same socket.',
  },
  FORBIDDEN: {
    meaning: 'This caller may not do this: only services may list, create or change users.',
    remedy: 'Call it from your server. A repetition does not help.',
  },
  NOT_FOUND: {
    meaning:
      'The object of a subscription does not exist, or it is not yours. Queries return null instead.',
    remedy: 'Remove the object from the screen.',
  },
  BAD_USER_INPUT: {
    meaning:
      'A request, an argument or a variable is invalid. `inputPath` names the argument, and `limit` the limit.',
    remedy: 'Fix the request. For text from an end user, show which field is wrong.',
  },
  RATE_LIMITED: {
    meaning: 'A limit of the gateway (`limit`) or of MX is reached.',
    remedy: 'Wait for `retryAfterMs`, or a few seconds if it is absent, then retry.',
  },
  CALL_BUDGET_EXCEEDED: {
    meaning: 'The operation needs more from MX than `limit` allows.',
    remedy: 'Request less at a time: smaller pages, fewer lists in lists.',
  },
  RESTARTING: {
    meaning: 'The gateway is stopping and has not run the operation.',
    remedy: 'Retry in a moment. A stream is subscribed again with `after`.',
  },
  UPSTREAM_UNAVAILABLE: {
    meaning:
      "MX is down, or it rejects the gateway's own key (401) or version (406). In the second case the error is not `retryable`, the log has an error line, and `/ready` is 503.",
    remedy: 'If `retryable`, try again later. Otherwise report it to the operator.',
  },
  UPSTREAM_TIMEOUT: {
    meaning: 'MX did not respond in time.',
    remedy: 'Retry once, then later.',
  },
  UPSTREAM_BAD_RESPONSE: {
    meaning: 'MX sent a response that the gateway cannot use.',
    remedy: 'Report the `errorId` to the operator.',
  },
  UPSTREAM_FORBIDDEN: {
    meaning: "MX has not enabled this for you, or does not allow the gateway's IP address.",
    remedy: 'Report it to the operator, who runs the doctor and asks MX.',
  },
  OUTCOME_UNKNOWN: {
    meaning: 'A write got no usable response, and nothing shows that it took effect.',
    remedy:
      'Read the object before you repeat the write. A creation with a `clientMutationId` may be repeated.',
  },
  RESPONSE_TOO_LARGE: {
    meaning: 'A response or an event is larger than its limit.',
    remedy: 'Request less at a time.',
  },
  INTERNAL: {
    meaning: 'A bug in the gateway.',
    remedy: 'Report the `errorId`: the log has a line with it.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    meaning: 'The gateway does not know the id or the hash of the document.',
    remedy: 'Send the text. With a manifest, deploy the manifest of this version of the app.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    meaning: 'The gateway has no manifest, so a hash alone names nothing.',
    remedy: 'Send the text, or set `PERSISTED_DOCUMENTS`.',
  },
  GRAPHQL_PARSE_FAILED: {
    meaning: 'The document is not GraphQL, or has too many tokens.',
    remedy: 'Fix the document.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    meaning: 'The document does not fit the schema, or exceeds a `limit` of its size.',
    remedy: 'Fix the document; `limit` says if it is too large.',
  },
};

/** What a client does when the gateway closes its socket with one of these codes. */
export const closeCodes: Readonly<Record<number, CodeMeaning>> = {
  1008: { meaning: 'A frame came in too many pieces.', remedy: 'Fix the client.' },
  1009: { meaning: 'A message is too long.', remedy: 'Fix the client.' },
  1012: { meaning: 'The gateway restarts.', remedy: 'Connect again.' },
  1013: {
    meaning: 'Tokens cannot be verified now, or too many sockets have not sent `connection_init`.',
    remedy: 'Try again later.',
  },
  4400: { meaning: 'A message does not follow the protocol.', remedy: 'Fix the client.' },
  4401: { meaning: '`subscribe` came before `connection_ack`.', remedy: 'Fix the client.' },
  4403: {
    meaning: 'The token was rejected or has expired, or its user is disabled.',
    remedy: 'Get a new token, then connect again.',
  },
  4406: { meaning: 'The subprotocol is not `graphql-transport-ws`.', remedy: 'Fix the client.' },
  4408: { meaning: 'There was no `connection_init` in time.', remedy: 'Connect again.' },
  4409: { meaning: 'An operation id is already in use.', remedy: 'Fix the client.' },
  4429: {
    meaning: 'Too many sockets, operations or messages, or a second `connection_init`.',
    remedy: 'Send less.',
  },
};
