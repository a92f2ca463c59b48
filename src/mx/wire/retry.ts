import type { Method } from '../endpoints.ts';

/** Retries of one call, after its first attempt. */
export const MAX_RETRIES = 2;

/**
 * The longest pause before each retry. The second retry always comes after an interruption of 250
 * ms.
 */
const PAUSES_MS = [100, 400];
/** The longest accepted `Retry-After`. The next call after it shows whether MX is ready. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;
const RETRIED_STATUSES: ReadonlySet<number> = new Set([
  429, // Too Many Requests
  500, // Internal Server Error
  502, // Bad Gateway
  503, // Service Unavailable
  504, // Gateway Timeout
]);

/** The parts of a failed attempt that decide about a retry. */
export interface FailedAttempt {
  readonly method: Method;
  /** 0 for the first attempt. */
  readonly attempt: number;
  /** Undefined if there was no complete response. */
  readonly status: number | undefined;
  /** False for a failure that repeats each time: a certificate, or a response over the size limit. */
  readonly mayPass: boolean;
  /** The wait that MX asked for; undefined when MX sent none. */
  readonly retryAfterMs: number | undefined;
  readonly remainingMs: number;
}

/** Milliseconds to wait before the next attempt, or undefined to give up. `random` is in 0…1. */
export function retryDelayMs(failed: FailedAttempt, random: () => number): number | undefined {
  // MX may have executed a failed write.
  if (failed.method !== 'GET') return undefined;
  if (failed.attempt >= MAX_RETRIES || !failed.mayPass) return undefined;
  if (failed.status !== undefined && !RETRIED_STATUSES.has(failed.status)) return undefined;
  const pauseMs = PAUSES_MS[failed.attempt] ?? 0;
  // Half of the delay is fixed: a short failure must not see both attempts.
  const backoffMs = pauseMs / 2 + (random() * pauseMs) / 2;
  // The jitter is added to MX's wait: no retry is earlier, and callers do not retry all at once.
  const delayMs = (failed.retryAfterMs ?? 0) + backoffMs;
  return delayMs < failed.remainingMs ? delayMs : undefined;
}

/**
 * `Retry-After` in milliseconds. The header contains seconds or an HTTP date. The result is 0 if
 * the time has passed, and at most five minutes; undefined if the header is absent or invalid.
 * `date` is the `Date` of the same response: an HTTP date is counted from it if present, so that
 * the two clocks need not agree.
 */
export function parseRetryAfter(
  value: string | undefined,
  date: string | undefined,
  nowMs: number,
): number | undefined {
  const written = value?.trim();
  if (written === undefined || written === '') return undefined;
  const seconds = Number(written);
  // Date.parse accepts almost any text, so it only gets a text that starts like an HTTP date.
  const isDate = /^[A-Z][a-z]{2}/.test(written);
  const ms = isDate ? Date.parse(written) - toMoment(date, nowMs) : seconds * 1_000;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

function toMoment(date: string | undefined, nowMs: number): number {
  const moment = Date.parse(date ?? '');
  return Number.isNaN(moment) ? nowMs : moment;
}
