import type { Method } from '../endpoints.ts';
import type { MxErrorCode } from '../errors.ts';

/** The result of one call, including retries. Contains no user data: no guid and no text of MX's. */
export interface CallReport {
  readonly method: Method;
  /** The route template, never a path. */
  readonly route: string;
  /** Of the last answer; null when there was none. */
  readonly status: number | null;
  /** Null when the call succeeded, ABORTED when its caller went away. */
  readonly code: MxErrorCode | 'ABORTED' | null;
  readonly durationMs: number;
  /** Times that the request was put on the wire; 0 when it was refused before. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Wire names of fields that were read as null for their type or form; absent when there are none. */
  readonly driftedFields?: readonly string[];
}
