import type { LimitName } from '../limits.ts';

/**
 * Every way a call to MX can fail, from the caller's point of view.
 *
 * - `NOT_FOUND`: 404. MX answers the same for an unknown, a deleted and a foreign object.
 * - `INVALID_INPUT`: 400 or 422.
 * - `CONFLICT`: 409, the object exists already, or a job of another kind is running.
 * - `NOT_ALLOWED`: 405, the state of the object does not allow the call.
 * - `FORBIDDEN`: 403, a feature is not enabled for this partner, or its address is not allowed.
 * - `RATE_LIMITED`: 429, a `Retry-After` that has not passed yet, or too much at once for one user.
 * - `INSTITUTION_UNAVAILABLE`: a refusal that says that the institution takes no part now; `trouble`
 *   is why.
 * - `REFUSED_GATEWAY`: 401 or 406, MX refuses our key or the version that we speak. Only an operator
 *   can help.
 * - `UNAVAILABLE`: 5xx, no connection, the circuit breaker open.
 * - `TIMEOUT`: a read did not finish inside its deadline.
 * - `BAD_RESPONSE`: an answer that cannot be understood, or one that is about something else.
 * - `OUTCOME_UNKNOWN`: a write was cut off, or its answer cannot be read; MX may or may not have
 *   acted on it.
 * - `MALFORMED_ID`: a path part that no MX object can have; no call was made.
 * - `OVER_BUDGET`: more calls, or bytes of answers, than one operation may ask for.
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

/** Wire names of fields that came with a type or form MX does not document; each is named once. */
export type Drift = string[];

/**
 * Why MX cannot use an institution now: MX or the institution is under maintenance (`maintenance`),
 * it cannot be reached (`unavailable`), MX blocks it for this partner (`blocked`), or a reason of MX
 * that this gateway does not know (`unrecognized`).
 */
export type InstitutionTrouble = 'maintenance' | 'unavailable' | 'blocked' | 'unrecognized';

export interface MxErrorOptions {
  /** HTTP status of MX's answer, when there was one. */
  readonly status?: number | undefined;
  /** Milliseconds that MX asked us to stay away, or that a refusal of our own lasts. */
  readonly retryAfterMs?: number | undefined;
  /** A write that MX failed at in a way that does not exclude that it was made; false unless given. */
  readonly mayBeDone?: boolean | undefined;
  /** The answer is about something else than what was asked for; false unless given. */
  readonly isForeign?: boolean | undefined;
  /** Of INSTITUTION_UNAVAILABLE. */
  readonly trouble?: InstitutionTrouble | undefined;
  /** The bound of our own that was met. */
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

/** True for an `MxError`, of the given code when one is named. */
export function isMxError(error: unknown, code?: MxErrorCode): error is MxError {
  return error instanceof MxError && (code === undefined || error.code === code);
}

/** An answer that cannot be understood; `what` must not quote MX. */
export function badResponse(what: string): MxError {
  return new MxError('BAD_RESPONSE', what);
}
