import type { Method } from '../endpoints.ts';
import type { MxErrorCode } from '../errors.ts';
import type { CallKind } from './gates.ts';

/** The result of one call, including retries. Contains no user data: no guid and no text of MX's. */
export interface CallReport {
  readonly method: Method;
  /** The route template, never a path. */
  readonly route: string;
  readonly kind: CallKind;
  /** The status of the last response; null if there was none. */
  readonly status: number | null;
  /** Null if the call succeeded, ABORTED if its caller disconnected. */
  readonly code: MxErrorCode | 'ABORTED' | null;
  readonly durationMs: number;
  /** The part of `durationMs` that the call waited for a place in the queue. */
  readonly waitedMs: number;
  /** How often the request was sent; 0 if it was refused before. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /**
   * Wire names of fields that were read as null because of their type or form; absent if there are
   * none.
   */
  readonly driftedFields?: readonly string[];
}
