import type { Method } from '../endpoints.ts';

/** Retries of one call, after its first attempt. */
export const MAX_RETRIES = 2;

/** The longest pause before each retry. The second goes past a blip of 250 ms, however it falls. */
const PAUSES_MS = [100, 400];
/** The longest that a `Retry-After` is believed. The call after it finds out. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;
const RETRIED_STATUSES: ReadonlySet<number> = new Set([
  429, // Too Many Requests
  500, // Internal Server Error
  502, // Bad Gateway
  503, // Service Unavailable
  504, // Gateway Timeout
]);

/** An attempt that failed, as far as trying again is concerned. */
export interface FailedAttempt {
  readonly method: Method;
  /** 0 for the first. */
  readonly attempt: number;
  /** Undefined when there was no whole answer. */
  readonly status: number | undefined;
  /** False for a failure that repeats each time: a certificate, or a response over the size limit. */
  readonly mayPass: boolean;
  /** The wait that MX asked for; undefined when MX sent none. */
  readonly retryAfterMs: number | undefined;
  readonly remainingMs: number;
}

/** Milliseconds to wait before the next attempt, or undefined to give up. `random` is in 0…1. */
export function retryDelayMs(failed: FailedAttempt, random: () => number): number | undefined {
  // A write that failed may have been acted on all the same.
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
 * `Retry-After` in milliseconds: seconds or an HTTP date, 0 when it has passed, five minutes at
 * most. Undefined when the header is absent or nonsense. `date` is the `Date` of the same answer,
 * from which an HTTP date is counted when there is one: two clocks need not agree then.
 */
export function parseRetryAfter(
  value: string | undefined,
  date: string | undefined,
  nowMs: number,
): number | undefined {
  const written = value?.trim();
  if (written === undefined || written === '') return undefined;
  const seconds = Number(written);
  // Date.parse takes almost anything, so only what begins like an HTTP date goes there.
  const isDate = /^[A-Z][a-z]{2}/.test(written);
  const ms = isDate ? Date.parse(written) - toMoment(date, nowMs) : seconds * 1_000;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

function toMoment(date: string | undefined, nowMs: number): number {
  const moment = Date.parse(date ?? '');
  return Number.isNaN(moment) ? nowMs : moment;
}
