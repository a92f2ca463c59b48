import type { Endpoint } from '../endpoints.ts';
import { MxError, SHED_RETRY_MS } from '../errors.ts';
import { isTrouble, leavesOutcomeOpen, toMxErrorCode } from './http-status.ts';
import { readInstitutionTrouble } from './institution-trouble.ts';
import type { WireAnswer, WireFailure } from './transport.ts';

type Asked = Pick<Endpoint, 'isWrite'>;

/** The error for the caller of a failed attempt. */
export function toFailure(
  asked: Asked,
  result: WireAnswer | WireFailure,
  retryAfterMs: number | undefined,
): MxError {
  if (result.kind === 'answer') return toRefusal(asked, result, retryAfterMs);
  if (result.cause === 'cut') return toCutFailure(asked, result.sent);
  const what = `${result.cause} (${result.detail})`;
  if (asked.isWrite && result.sent) return new MxError('OUTCOME_UNKNOWN', what);
  const isNonsense = result.cause === 'broken' || result.cause === 'oversized';
  return new MxError(isNonsense ? 'BAD_RESPONSE' : 'UNAVAILABLE', what);
}

/** The deadline passed. MX may have acted on a write, unless nothing of it was sent. */
export function toCutFailure({ isWrite }: Asked, sent: boolean): MxError {
  if (isWrite && sent) return new MxError('OUTCOME_UNKNOWN', 'no answer in time');
  if (isWrite) return new MxError('UNAVAILABLE', 'not sent in time');
  return new MxError('TIMEOUT', 'no answer in time');
}

/** The rate leaves no turn before the deadline. */
export function toLateFailure({ isWrite }: Asked): MxError {
  const limit = isWrite ? 'writesPerSecond' : 'readsPerSecond';
  return new MxError('RATE_LIMITED', 'too many calls', { limit, retryAfterMs: SHED_RETRY_MS });
}

/** Too many calls wait: `crowded` for calls of one lane or all polls, `full` for all calls. */
export function toShedFailure(passage: 'crowded' | 'full'): MxError {
  const code = passage === 'crowded' ? 'RATE_LIMITED' : 'UNAVAILABLE';
  const refusal = { limit: 'waitingCalls', retryAfterMs: SHED_RETRY_MS } as const;
  return new MxError(code, 'too many calls', refusal);
}

/** A successful response that cannot be read. If the call is a write, its outcome is unknown. */
export function toUnreadable({ isWrite }: Asked, error: unknown): MxError {
  const isOurs = error instanceof MxError;
  if (isOurs && (error.code !== 'BAD_RESPONSE' || error.isForeign || !isWrite)) return error;
  return new MxError(
    isWrite ? 'OUTCOME_UNKNOWN' : 'BAD_RESPONSE',
    isOurs ? error.message : 'unreadable',
    { cause: isOurs ? undefined : error },
  );
}

function toRefusal(
  { isWrite }: Asked,
  answer: WireAnswer,
  retryAfterMs: number | undefined,
): MxError {
  const { status } = answer;
  const trouble = readInstitutionTrouble(answer);
  if (trouble !== undefined) {
    return new MxError('INSTITUTION_UNAVAILABLE', `${status} (${trouble})`, { trouble });
  }
  const code = isWrite && leavesOutcomeOpen(status) ? 'OUTCOME_UNKNOWN' : toMxErrorCode(status);
  // 503 and 429 are refusals; after any other status of trouble MX may have started the work.
  const mayBeDone = isWrite && isTrouble(status) && status !== 503 && status !== 429;
  return new MxError(code, String(status), { retryAfterMs, mayBeDone });
}
