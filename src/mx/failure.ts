import { MxError } from './errors.ts';
import type { Method } from './headers.ts';
import { toMxErrorCode } from './http-status.ts';
import type { WireAnswer, WireFailure } from './transport.ts';

/** What an attempt that did not succeed means for its caller. */
export function toFailure(
  method: Method,
  result: WireAnswer | WireFailure,
  retryAfterMs: number | undefined,
): MxError {
  if (result.kind === 'answer') {
    return new MxError(toMxErrorCode(result.status), String(result.status), { retryAfterMs });
  }
  if (result.cause === 'cut') return toCutFailure(method, result.sent);
  const what = `${result.cause} (${result.detail})`;
  if (method !== 'GET' && result.sent) return new MxError('OUTCOME_UNKNOWN', what);
  const isNonsense = result.cause === 'broken' || result.cause === 'oversized';
  return new MxError(isNonsense ? 'BAD_RESPONSE' : 'UNAVAILABLE', what);
}

/** The deadline passed. MX may have acted on a write, unless nothing of it was sent. */
export function toCutFailure(method: Method, sent: boolean): MxError {
  if (method === 'GET') return new MxError('TIMEOUT', 'no answer in time');
  if (sent) return new MxError('OUTCOME_UNKNOWN', 'no answer in time');
  return new MxError('UNAVAILABLE', 'not sent in time');
}
