import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { AuthError, type AuthErrorCode } from '../auth/auth-error.ts';
import { type LimitName, limits } from '../limits.ts';
import { MxError, type MxErrorCode } from '../mx/errors.ts';
import type { ClientErrorCode } from './errors.ts';
import { withoutLiterals } from './literals.ts';

/** A failure that a client was told about, for the log: `cause` is what was really thrown. */
export interface ReportedError {
  readonly errorId: string;
  readonly code: ClientErrorCode;
  readonly cause: unknown;
}

/** Who hears of what clients are answered with. */
export interface Watchers {
  /** A failure that is not the client's own. */
  readonly failed?: (failure: ReportedError) => void;
  /** A bound that the client met. */
  readonly limited?: (hit: { readonly limit: LimitName }) => void;
}

interface Sentence {
  readonly code: ClientErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  /** For an answer that HTTP has a status for, whatever the operation. */
  readonly http?: { readonly status: number; readonly headers?: Record<string, string> };
}

const sentences: Record<MxErrorCode, Sentence> = {
  NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no such object.', retryable: false },
  INVALID_INPUT: { code: 'BAD_USER_INPUT', message: 'MX refused the input.', retryable: false },
  // The schema has checked what clients send: such an id came from MX.
  MALFORMED_ID: {
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'MX sent an answer that cannot be used.',
    retryable: false,
  },
  CONFLICT: {
    code: 'BAD_USER_INPUT',
    message: 'The object exists already, or another job is running.',
    retryable: false,
  },
  NOT_ALLOWED: {
    code: 'BAD_USER_INPUT',
    message: 'The object is not in a state that allows this.',
    retryable: false,
  },
  FORBIDDEN: {
    code: 'UPSTREAM_FORBIDDEN',
    message: 'MX does not allow this: the feature or the address of the gateway is not enabled.',
    retryable: false,
  },
  RATE_LIMITED: {
    code: 'RATE_LIMITED',
    message: 'MX asks for fewer calls at the moment.',
    retryable: true,
  },
  UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'MX cannot be reached at the moment.',
    retryable: true,
  },
  TIMEOUT: {
    code: 'UPSTREAM_TIMEOUT',
    message: 'MX did not answer in time.',
    retryable: true,
  },
  BAD_RESPONSE: {
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'MX sent an answer that cannot be used.',
    retryable: false,
  },
  OUTCOME_UNKNOWN: {
    code: 'OUTCOME_UNKNOWN',
    message: 'MX gave no answer that can be used: the change may or may not have been made.',
    retryable: false,
  },
};

const authSentences: Record<AuthErrorCode, Sentence> = {
  UNAUTHENTICATED: {
    code: 'UNAUTHENTICATED',
    message: 'A valid bearer token is needed.',
    retryable: false,
    http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  },
  UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'Tokens cannot be checked at the moment.',
    retryable: true,
    http: { status: 503 },
  },
};

const internal: Sentence = { code: 'INTERNAL', message: 'Something went wrong.', retryable: false };

/**
 * The single door out: whatever was thrown becomes an error with a known code and a fixed
 * sentence. Errors about the request keep their text, less any value that the request held.
 */
export function toClientError(error: unknown, { failed, limited }: Watchers = {}): GraphQLError {
  if (isClientError(error)) return error;
  const located = error instanceof GraphQLError ? error : undefined;
  const thrown = rootOf(error);

  if (located !== undefined && thrown instanceof GraphQLError) {
    const code = codeOfRequestError(located, thrown);
    // Without a path nothing was executed: graphql's outermost words are about the request itself.
    if (code !== undefined) {
      const said = located.path ? thrown : located;
      const { limit } = said.extensions;
      if (isLimitName(limit)) limited?.({ limit });
      return requestError(said, located, code);
    }
  }
  const sentence = sentenceOf(thrown);
  const errorId = randomUUID();
  failed?.({ errorId, code: sentence.code, cause: thrown });
  return clientError(sentence.message, located, {
    code: sentence.code,
    retryable: sentence.retryable && !(thrown instanceof MxError && thrown.mayBeDone),
    ...(thrown instanceof MxError && thrown.retryAfterMs !== undefined
      ? { retryAfterMs: thrown.retryAfterMs }
      : {}),
    errorId,
    ...(sentence.http && { http: sentence.http }),
  });
}

function sentenceOf(thrown: unknown): Sentence {
  if (thrown instanceof MxError) return sentences[thrown.code];
  return thrown instanceof AuthError ? authSentences[thrown.code] : internal;
}

function isLimitName(value: unknown): value is LimitName {
  return typeof value === 'string' && Object.hasOwn(limits, value);
}

const clientErrors = new WeakSet<GraphQLError>();

function isClientError(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && clientErrors.has(error);
}

function clientError(
  message: string,
  located: GraphQLError | undefined,
  extensions: Record<string, unknown>,
): GraphQLError {
  const http = located?.extensions['http'];
  const error = new GraphQLError(message, {
    nodes: located?.nodes,
    source: located?.source,
    positions: located?.positions,
    path: located?.path,
    extensions: http === undefined ? extensions : { ...extensions, http },
  });
  clientErrors.add(error);
  return error;
}

function requestError(said: GraphQLError, located: GraphQLError, code: ClientErrorCode) {
  const { inputPath, limit, retryAfterMs } = said.extensions;
  return clientError(withoutLiterals(said.message), located, {
    code,
    retryable: code === 'RATE_LIMITED',
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(limit === undefined ? {} : { limit }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/**
 * The code of an error that speaks of the request, undefined for one that speaks of us. graphql
 * gives none: before execution all it has to say is about the request, during it only arguments are.
 */
function codeOfRequestError(
  located: GraphQLError,
  thrown: GraphQLError,
): ClientErrorCode | undefined {
  const { code } = thrown.extensions;
  if (typeof code === 'string' && requestCodes.has(code)) return code as ClientErrorCode;
  if (located.path === undefined || /^(?:Argument|Variable) /.test(thrown.message)) {
    return 'BAD_USER_INPUT';
  }
  return undefined;
}

const requestCodes = new Set<string>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
] satisfies ClientErrorCode[]);

/** What was thrown first, under the layers of location that graphql adds. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.cause instanceof Error) root = root.cause;
  return root;
}
