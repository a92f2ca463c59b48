/** `extensions.code` of the gateway's errors, as its README lists them. */
export type GatewayErrorCode =
  | 'UNAUTHENTICATED'
  | 'UNKNOWN_USER'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'CALL_BUDGET_EXCEEDED'
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

/** The gateway's codes, and two for the way to it. */
export type MxErrorCode = GatewayErrorCode | 'CONNECTION_FAILED' | 'PROTOCOL_VIOLATED';

/** An error as the gateway sends it. */
export interface GatewayError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly retryable?: boolean;
    readonly retryAfterMs?: number;
    readonly limit?: string;
    readonly inputPath?: readonly string[];
    readonly errorId?: string;
  };
}

export interface MxErrorOptions {
  /** True if the same operation may succeed later. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** Every error of the kit. Its message contains no token, no variable and no answer. */
export class MxError extends Error {
  override readonly name: string = 'MxError';
  readonly code: MxErrorCode;
  /** True if the same operation may succeed later. */
  readonly retryable: boolean;

  constructor(
    code: MxErrorCode,
    message: string,
    { retryable = false, cause }: MxErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable;
  }
}

/** The gateway refused the operation, or could not execute all of it. */
export class MxRequestError extends MxError {
  override readonly name = 'MxRequestError';
  /** All errors of the response; `code` and the other properties are of the first. */
  readonly errors: readonly GatewayError[];
  /** The part of the result that there is, or null. */
  readonly data: unknown;
  /** How long to wait before the operation is repeated, if the gateway knows it. */
  readonly retryAfterMs: number | undefined;
  /** The limit that was reached. */
  readonly limit: string | undefined;
  /** The argument that was rejected, from the root down. */
  readonly inputPath: readonly string[] | undefined;
  /** Identifies the failure in the gateway's log. */
  readonly errorId: string | undefined;

  constructor(errors: readonly GatewayError[], data: unknown = null) {
    const { message = 'The gateway sent no result.', extensions = {} } = errors[0] ?? {};
    const code = (extensions.code ?? 'INTERNAL') as GatewayErrorCode;
    super(code, message, { retryable: extensions.retryable === true });
    this.errors = errors;
    this.data = data;
    this.retryAfterMs = extensions.retryAfterMs;
    this.limit = extensions.limit;
    this.inputPath = extensions.inputPath;
    this.errorId = extensions.errorId;
  }
}

/**
 * There is no connection to the gateway. The code is OUTCOME_UNKNOWN if a mutation may have been
 * executed all the same.
 */
export class MxConnectionError extends MxError {
  override readonly name = 'MxConnectionError';
  /** The code with which the gateway closed the socket. */
  readonly closeCode: number | undefined;

  constructor(
    message: string,
    options: MxErrorOptions & { readonly code?: MxErrorCode; readonly closeCode?: number } = {},
  ) {
    super(options.code ?? 'CONNECTION_FAILED', message, options);
    this.closeCode = options.closeCode;
  }
}

/** There is no token that the gateway accepts: sign in again. */
export class MxSessionError extends MxError {
  override readonly name = 'MxSessionError';

  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}
