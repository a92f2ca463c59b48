import type { WireFailure } from './transport.ts';

const OVERSIZED = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE']);
const UNTRUSTED = /^ERR_TLS|^ERR_SSL|CERT|SIGNATURE/;
const NO_HTTP = /^HTTPParserError|HEADERS_OVERFLOW|CONTENT_LENGTH_MISMATCH|INTERIM_ANSWERS/;

/**
 * The cause of a failed exchange.
 *
 * @param detail the code of its error
 * @param hasAnswered true if the head of a response has arrived
 */
export function toCause(detail: string, hasAnswered: boolean): WireFailure['cause'] {
  if (OVERSIZED.has(detail)) return 'oversized';
  if (UNTRUSTED.test(detail)) return 'untrusted';
  return hasAnswered || NO_HTTP.test(detail) ? 'broken' : 'unreachable';
}

/** The code of the error, or its name. */
export function toDetail(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
