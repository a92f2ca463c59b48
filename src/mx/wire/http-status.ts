import type { MxErrorCode } from '../errors.ts';
import type { GatewayRefusal } from './breaker.ts';

const CODES: Readonly<Record<number, MxErrorCode>> = {
  400: 'INVALID_INPUT',
  401: 'REFUSED_GATEWAY', // our partner key
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'NOT_ALLOWED',
  406: 'REFUSED_GATEWAY', // our version header
  409: 'CONFLICT',
  422: 'INVALID_INPUT',
  429: 'RATE_LIMITED',
};

/**
 * 202 is an accepted job, 201 a member whose job did not start, 204 an empty response; 203 is a 200
 * that a proxy has changed.
 */
const SUCCESSES: ReadonlySet<number> = new Set([200, 201, 202, 203, 204]);

const LOST_BEHIND_PROXY: ReadonlySet<number> = new Set([
  502, // Bad Gateway
  504, // Gateway Timeout
  520, // Cloudflare: the origin's response is not understood
  524, // Cloudflare: the origin accepted the request and did not respond in time
]);

export function isSuccess(status: number): boolean {
  return SUCCESSES.has(status);
}

/** True for a status that requires fewer calls: too many calls, or MX in trouble. */
export function isTrouble(status: number): boolean {
  return status === 429 || (status >= 500 && status <= 599);
}

/**
 * The reason if MX rejected the key or the version header, else null: MX then rejects every other
 * call, too.
 */
export function refusalOfUs(status: number): GatewayRefusal | null {
  if (status === 401) return 'key-refused';
  return status === 406 ? 'version-refused' : null;
}

/**
 * True if a write with this response may have been made: the status is a success that MX does not
 * document, or comes from a proxy that lost MX after it had forwarded the request.
 */
export function leavesOutcomeOpen(status: number): boolean {
  return (status >= 200 && status <= 299 && !isSuccess(status)) || LOST_BEHIND_PROXY.has(status);
}

/** The error code of an unsuccessful status. Redirects are never followed, so they are unusable. */
export function toMxErrorCode(status: number): MxErrorCode {
  return CODES[status] ?? (isTrouble(status) ? 'UNAVAILABLE' : 'BAD_RESPONSE');
}
