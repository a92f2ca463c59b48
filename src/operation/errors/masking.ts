import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { type LimitName, limits } from '../../limits.ts';
import { MxError } from '../../mx/errors.ts';
import type { ClientErrorCode } from '../refusal.ts';
import { withoutLiterals } from './redact-message.ts';
import { sentenceOf } from './sentences.ts';

/** A failure that is not the client's own: `cause` is what was really thrown. */
export interface Failure {
  readonly code: ClientErrorCode;
  readonly cause: unknown;
}

/** Who hears of what clients are answered with. */
export interface Watchers {
  /** Returns the id of the failure, for the client to quote. */
  readonly failed?: (failure: Failure) => string;
  /** A request that cannot become an operation, and why: a method, a media type, a document. */
  readonly refused?: (refusal: { readonly status?: number; readonly reason: string }) => void;
  /** A bound that the client met. */
  readonly limited?: (hit: { readonly limit: LimitName }) => void;
}

/**
 * The single door out: whatever was thrown becomes an error with a known code and a fixed
 * sentence. Errors about the request keep their text, less any value that the request held.
 */
export function toClientError(
  error: unknown,
  { failed = () => randomUUID(), limited = () => {}, refused = () => {} }: Watchers = {},
): GraphQLError {
  if (isClientError(error)) return error;
  const located = error instanceof GraphQLError ? error : undefined;
  const thrown = rootOf(error);
  // Without a path nothing was executed: graphql's outermost words are about the request itself.
  const said = located?.path && thrown instanceof GraphQLError ? thrown : located;
  const { limit, omitted } = said?.extensions ?? {};
  if (isLimitName(limit)) limited({ limit });

  if (located !== undefined && said !== undefined && thrown instanceof GraphQLError) {
    const code = codeOfRequestError(located, thrown);
    if (code !== undefined) {
      const told = requestError(said, located, code);
      const status = statusOfRefused(told);
      if (status !== undefined) refused({ status, reason: told.message });
      return told;
    }
  }
  const sentence = sentenceOf(thrown);
  if (isOwnRefusal(thrown)) {
    const { limit: bound, retryAfterMs } = thrown;
    if (bound !== undefined) limited({ limit: bound });
    return clientError(sentence.message, located, {
      code: sentence.code,
      retryable: sentence.retryable,
      ...(bound === undefined ? {} : { limit: bound }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  const isOmission = said !== undefined && omitted !== undefined;
  return clientError(isOmission ? said.message : sentence.message, located, {
    code: sentence.code,
    retryable: sentence.retryable && !(thrown instanceof MxError && thrown.mayBeDone),
    ...(isOmission && { limit, omitted }),
    ...(thrown instanceof MxError && thrown.retryAfterMs !== undefined
      ? { retryAfterMs: thrown.retryAfterMs }
      : {}),
    errorId: failed({ code: sentence.code, cause: thrown }),
    ...(sentence.http && { http: sentence.http }),
  });
}

/** The status of a response that says nothing but why the request is none; undefined for all others. */
function statusOfRefused({ extensions }: GraphQLError): number | undefined {
  const { code, http } = extensions as {
    code?: string;
    http?: { status?: number; spec?: boolean };
  };
  const status = http?.status;
  if (code?.startsWith('PERSISTED_QUERY_') === true) return status ?? 400;
  return http?.spec === true || status === 429 ? undefined : status;
}

/** What the gateway does not ask MX for is no failure of anything. */
function isOwnRefusal(thrown: unknown): thrown is MxError {
  return thrown instanceof MxError && (thrown.limit !== undefined || thrown.code === 'ABANDONED');
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
  const { retryAfterMs } = extensions;
  const wait = typeof retryAfterMs === 'number' && { retryAfterMs: Math.ceil(retryAfterMs) };
  const error = new GraphQLError(message, {
    nodes: located?.nodes,
    source: located?.source,
    positions: located?.positions,
    path: located?.path,
    extensions: { ...extensions, ...wait, ...(http !== undefined && { http }) },
  });
  clientErrors.add(error);
  return error;
}

function requestError(said: GraphQLError, located: GraphQLError, code: ClientErrorCode) {
  const { inputPath, limit, omitted, retryAfterMs } = said.extensions;
  return clientError(withoutLiterals(said.message), located, {
    code,
    retryable: code === 'RATE_LIMITED' || code === 'RESTARTING',
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(limit === undefined ? {} : { limit }),
    ...(omitted === undefined ? {} : { omitted }),
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
  'RESTARTING',
  'OUTCOME_UNKNOWN',
  'RESPONSE_TOO_LARGE',
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
