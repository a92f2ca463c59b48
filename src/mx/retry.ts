import type { Method } from './headers.ts';

/** Retries of one call, after its first attempt. */
export const MAX_RETRIES = 2;

const BASE_MS = 100;
const CAP_MS = 1_000;
const DAY_MS = 86_400_000;
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
  /** False for what fails the same way each time: a certificate, an answer over the size limit. */
  readonly mayPass: boolean;
  /** What MX asked for; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;
  readonly remainingMs: number;
}

/** Milliseconds to wait before the next attempt, or undefined to give up. Full jitter: `random` in 0…1. */
export function retryDelayMs(failed: FailedAttempt, random: () => number): number | undefined {
  // A write that failed may have been acted on all the same.
  if (failed.method !== 'GET') return undefined;
  if (failed.attempt >= MAX_RETRIES || !failed.mayPass) return undefined;
  if (failed.status !== undefined && !RETRIED_STATUSES.has(failed.status)) return undefined;
  const backoffMs = random() * Math.min(CAP_MS, BASE_MS * 2 ** failed.attempt);
  // Added to what MX asks for, not in its place: never earlier, and not all callers in one moment.
  const delayMs = (failed.retryAfterMs ?? 0) + backoffMs;
  return delayMs < failed.remainingMs ? delayMs : undefined;
}

/**
 * `Retry-After` in milliseconds: seconds or an HTTP date, 0 when it has passed, a day at most.
 * Undefined when the header is absent or nonsense.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const written = value?.trim();
  if (written === undefined || written === '') return undefined;
  const seconds = Number(written);
  // Date.parse takes almost anything, so only what begins like an HTTP date goes there.
  const ms = /^[A-Z][a-z]{2}/.test(written) ? Date.parse(written) - nowMs : seconds * 1_000;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(ms, 0), DAY_MS);
}

/** How many calls may be retrying at once: a tenth of the calls under way, or 3 if that is more. */
export interface RetryBudget {
  readonly callStarted: () => void;
  readonly callEnded: () => void;
  /** Takes a share for the rest of one call; false when the budget is spent. */
  readonly take: () => boolean;
  readonly giveBack: () => void;
}

export function createRetryBudget(): RetryBudget {
  let calls = 0;
  let retrying = 0;
  return {
    callStarted() {
      calls += 1;
    },
    callEnded() {
      calls -= 1;
    },
    take() {
      if (retrying >= Math.max(3, calls / 10)) return false;
      retrying += 1;
      return true;
    },
    giveBack() {
      retrying -= 1;
    },
  };
}
