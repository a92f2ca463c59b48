import type { DocumentNode, GraphQLError } from 'graphql';
import type { LimitName } from '../limits.ts';

/** Every possible `extensions.code` of a top-level error. */
export type ClientErrorCode =
  | 'UNAUTHENTICATED'
  | 'UNKNOWN_USER'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'CALL_BUDGET_EXCEEDED'
  /** The client has disconnected: no client sees this code, but the log counts it. */
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

/** The HTTP status and headers of a refusal. */
export interface HttpStatus {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * True for a well-formed request: GraphQL over HTTP requires 200 for it under `application/json`,
   * and this status only under `application/graphql-response+json`.
   */
  readonly isWellFormed?: boolean | undefined;
}

/** The close code and reason of a refusal that closes the whole socket. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

export interface RefusalOptions {
  /** Defaults to true for RATE_LIMITED and RESTARTING, and to false for other codes. */
  readonly retryable?: boolean | undefined;
  /** The limit that was exceeded. */
  readonly limit?: LimitName | undefined;
  /** The argument that cannot be accepted, from the root down. */
  readonly inputPath?: readonly string[] | undefined;
  readonly retryAfterMs?: number | undefined;
  /** If omitted, HTTP responds as it does to an operation that ran. */
  readonly http?: HttpStatus | undefined;
  /** If omitted, a socket stays open and only the operation is refused. */
  readonly close?: SocketClose | undefined;
  /** The error on our side; a refusal with a cause is logged and gets an `errorId`. */
  readonly cause?: unknown;
  /**
   * The errors that graphql finds in a document; clients get them instead of this refusal's own
   * message.
   */
  readonly details?: readonly GraphQLError[] | undefined;
  /** The refused document, if it could be parsed. */
  readonly document?: DocumentNode | undefined;
}

/**
 * The only type of refusal, on every transport: the rules of an operation return it, and resolvers
 * throw it. Its message is a sentence for the client.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ClientErrorCode;
  readonly retryable: boolean;
  readonly limit: LimitName | undefined;
  readonly inputPath: readonly string[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly http: HttpStatus | undefined;
  readonly close: SocketClose | undefined;
  /** True for an error on our side. */
  readonly isFailure: boolean;
  readonly details: readonly GraphQLError[] | undefined;
  readonly document: DocumentNode | undefined;

  constructor(code: ClientErrorCode, message: string, options: RefusalOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? (code === 'RATE_LIMITED' || code === 'RESTARTING');
    this.limit = options.limit;
    this.inputPath = options.inputPath;
    this.retryAfterMs = options.retryAfterMs;
    this.http = options.http;
    this.close = options.close;
    this.isFailure = 'cause' in options;
    this.details = options.details;
    this.document = options.document;
  }
}

const wellFormed = { status: 400, isWellFormed: true } as const;

/**
 * An argument that is well-formed but cannot be accepted. `inputPath` names the argument, and
 * `limit` the limit that it exceeds.
 */
export function badUserInput(
  message: string,
  inputPath: readonly string[],
  limit?: LimitName,
): Refusal {
  return new Refusal('BAD_USER_INPUT', message, { inputPath, limit });
}

/**
 * The requested object does not exist, or belongs to another caller: the message is the same for
 * both.
 */
export function notFound(message = 'There is no such object.'): Refusal {
  return new Refusal('NOT_FOUND', message);
}

/** The caller is known and may not do this, with any arguments. */
export function forbidden(): Refusal {
  return new Refusal('FORBIDDEN', 'Only partner callers may do this.');
}

/** A request that is not a GraphQL request; 400 over HTTP under every media type. */
export function malformedRequest(message: string): Refusal {
  return new Refusal('BAD_USER_INPUT', message, { http: { status: 400 } });
}

/** A document that graphql rejects, with all of its errors; 400 over HTTP. */
export function invalidDocument(
  code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED',
  details: readonly GraphQLError[],
  { limit, document }: Pick<RefusalOptions, 'limit' | 'document'> = {},
): Refusal {
  const message = 'The document is not valid.';
  return new Refusal(code, message, { details, limit, document, http: wellFormed });
}

/** A document that is too large to be validated; 400 over HTTP. */
export function tooLargeDocument(
  limit: LimitName,
  message: string,
  document: DocumentNode,
): Refusal {
  return new Refusal('GRAPHQL_VALIDATION_FAILED', message, { limit, document, http: wellFormed });
}

/** A document id that the gateway does not know; 400 over HTTP. */
export function unknownDocument(
  code: 'PERSISTED_QUERY_NOT_FOUND' | 'PERSISTED_QUERY_NOT_SUPPORTED',
  message: string,
): Refusal {
  return new Refusal(code, message, { http: wellFormed });
}

/** An operation that exceeds a bound of `limits.ts`; 400 over HTTP. */
export function limitExceeded(limit: LimitName, message: string): Refusal {
  return new Refusal('BAD_USER_INPUT', message, { limit, http: wellFormed });
}

export interface RateLimit {
  readonly limit: LimitName;
  readonly message: string;
  /** How long the client must wait, if that is known. */
  readonly retryAfterMs?: number;
  /** The close reason, if the socket is closed. */
  readonly closeReason?: string;
}

/**
 * A limit on rates or on concurrent work; 429 over HTTP, and 4429 on a socket that is closed for
 * it.
 */
export function rateLimited({ limit, message, retryAfterMs, closeReason }: RateLimit): Refusal {
  const headers =
    retryAfterMs === undefined
      ? undefined
      : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  return new Refusal('RATE_LIMITED', message, {
    limit,
    retryAfterMs,
    http: { status: 429, headers },
    close: closeReason === undefined ? undefined : { code: 4429, reason: closeReason },
  });
}

/** A response that is larger than allowed; no part of it is sent. */
export function responseTooLarge(limit: LimitName, message: string): Refusal {
  return new Refusal('RESPONSE_TOO_LARGE', message, { limit });
}

/** A mutation whose outcome the gateway cannot report. */
export function outcomeUnknown(limit: LimitName, message: string): Refusal {
  return new Refusal('OUTCOME_UNKNOWN', message, { limit });
}
