import type { LimitName } from '../limits.ts';

/**
 * Every way a call to MX can fail, from the caller's point of view.
 *
 * - `NOT_FOUND`: 404. MX's response is the same for an unknown, a deleted and a foreign object.
 * - `INVALID_INPUT`: 400 or 422.
 * - `CONFLICT`: 409, the object exists already, or a job of another kind is running.
 * - `NOT_ALLOWED`: 405, the state of the object does not allow the call.
 * - `FORBIDDEN`: 403, a feature is not enabled for this partner, or its address is not allowed.
 * - `RATE_LIMITED`: 429, a `Retry-After` that has not passed yet, or too many concurrent calls for
 *   one user.
 * - `INSTITUTION_UNAVAILABLE`: a refusal that names the institution as the cause; `trouble` is the
 *   reason.
 * - `REFUSED_GATEWAY`: 401 or 406, MX rejects our key or our version. Only an operator can fix
 *   this.
 * - `UNAVAILABLE`: 5xx, no connection, or an open circuit breaker.
 * - `TIMEOUT`: a read did not finish inside its deadline.
 * - `BAD_RESPONSE`: a response that cannot be decoded, or that is about another object.
 * - `OUTCOME_UNKNOWN`: a write was interrupted, or its response cannot be read; MX may or may not
 *   have made the change.
 * - `MALFORMED_ID`: a path parameter that no MX object can have; no call was made.
 * - `OVER_BUDGET`: more calls, or more bytes of responses, than one operation may have.
 * - `ABANDONED`: a read that nobody waits for any more.
 */
export type MxErrorCode =
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'CONFLICT'
  | 'NOT_ALLOWED'
  | 'FORBIDDEN'
  | 'INSTITUTION_UNAVAILABLE'
  | 'REFUSED_GATEWAY'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'BAD_RESPONSE'
  | 'OUTCOME_UNKNOWN'
  | 'MALFORMED_ID'
  | 'OVER_BUDGET'
  | 'ABANDONED';

/**
 * Wire names of fields that came with a type or form that MX does not document; each is listed
 * once.
 */
export type Drift = string[];

/**
 * The reason why MX cannot use an institution now: MX or the institution is under maintenance
 * (`maintenance`), it cannot be reached (`unavailable`), MX blocks it for this partner (`blocked`),
 * or a reason of MX that this gateway does not know (`unrecognized`).
 */
export type InstitutionTrouble = 'maintenance' | 'unavailable' | 'blocked' | 'unrecognized';

export interface MxErrorOptions {
  /** The HTTP status of MX's response, if there was one. */
  readonly status?: number | undefined;
  /** Milliseconds that MX asked us to wait, or that the gateway's own refusal lasts. */
  readonly retryAfterMs?: number | undefined;
  /** True for a failed write that MX may have made; defaults to false. */
  readonly mayBeDone?: boolean | undefined;
  /** True if the response is about another object than the requested one; defaults to false. */
  readonly isForeign?: boolean | undefined;
  /** Present with INSTITUTION_UNAVAILABLE. */
  readonly trouble?: InstitutionTrouble | undefined;
  /** The gateway's own limit that was reached. */
  readonly limit?: LimitName | undefined;
  readonly cause?: unknown;
}

/** A call that was refused because of too many concurrent calls may be sent a moment later. */
export const SHED_RETRY_MS = 1_000;

/** A failed call to MX. The message is a log line (verb, route, status) and never contains MX's text. */
export class MxError extends Error {
  override readonly name = 'MxError';
  readonly code: MxErrorCode;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly mayBeDone: boolean;
  readonly isForeign: boolean;
  readonly trouble: InstitutionTrouble | undefined;
  readonly limit: LimitName | undefined;

  constructor(code: MxErrorCode, message: string, options: MxErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.mayBeDone = options.mayBeDone ?? false;
    this.isForeign = options.isForeign ?? false;
    this.trouble = options.trouble;
    this.limit = options.limit;
  }
}

/** True for an `MxError`; if `code` is passed, only for this code. */
export function isMxError(error: unknown, code?: MxErrorCode): error is MxError {
  return error instanceof MxError && (code === undefined || error.code === code);
}

/** True if a limit of the gateway refused the call, and not MX. */
export function isOverLimit(error: unknown): error is MxError {
  return isMxError(error) && error.limit !== undefined;
}

/** The error for a response that cannot be decoded; `what` must not quote MX. */
export function badResponse(what: string): MxError {
  return new MxError('BAD_RESPONSE', what);
}
