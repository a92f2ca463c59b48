import { isMxError, type MxErrorCode } from '../mx/errors.ts';
import { UNKNOWN_PATIENCE_MS, UNKNOWN_PAUSES_MS } from './new-member.ts';
import { type Pace, PATIENCE_MS, untilKnown, untilRetry } from './pace.ts';

/** A pause of a poll loop. */
export interface Rest {
  readonly ms: number;
  /** True if the loop gives up after this rest, unless a nudge requests another read. */
  readonly isLast: boolean;
}

/** How long a poll loop continues while its reads fail. */
export interface Patience {
  /**
   * Called after a good response.
   *
   * @param restMs the rest after it
   */
  readonly succeeded: (restMs: number) => void;
  /**
   * How much longer to wait for MX to know an object that it has not shown yet; 0 when the wait is
   * over, or for an error of another kind.
   */
  readonly leftToKnow: (error: unknown) => number;
  /**
   * The rest after a failure.
   *
   * @param leftMs the result of `leftToKnow`
   * @param hasStandIn true if watchers have a placeholder until MX knows the object
   */
  readonly afterFailure: (error: unknown, leftMs: number, hasStandIn: boolean) => Rest;
}

/** Errors that a retry cannot fix. Any other failure is trouble at MX and may pass. */
const finalCodes: ReadonlySet<MxErrorCode> = new Set<MxErrorCode>([
  'NOT_FOUND',
  'FORBIDDEN',
  'MALFORMED_ID',
]);

/**
 * True if the read was not sent, because more wait than MX's rate allows. That says nothing about MX
 * or the member.
 */
function hadNoTurn(error: unknown): boolean {
  return isMxError(error) && (error.limit === 'readsPerSecond' || error.limit === 'waitingCalls');
}

export function isFinal(error: unknown): boolean {
  return !isMxError(error) || finalCodes.has(error.code);
}

/** @param monotonicNow milliseconds of a monotonic clock */
export function createPatience(pace: Pace, monotonicNow: () => number): Patience {
  const beganAt = monotonicNow();
  let goodAt = beganAt;
  let failures = 0;
  let usualMs = pace.pollMs;

  /**
   * A member that would be polled more often asks for a turn more often. So the pauses of all members
   * get longer by the same factor.
   */
  function restUntilTurn(error: unknown): Rest {
    const retryAfterMs = (isMxError(error) ? error.retryAfterMs : undefined) ?? 0;
    return { ms: Math.max(pace.pollMs, usualMs, retryAfterMs), isLast: false };
  }

  function restUntilKnown(leftMs: number): Rest {
    return { ms: Math.min(UNKNOWN_PAUSES_MS[failures - 1] ?? leftMs, leftMs), isLast: false };
  }

  function restUntilRetry(error: unknown, hasStandIn: boolean): Rest {
    const retryAfterMs = isMxError(error) ? error.retryAfterMs : undefined;
    const retryMs = hasStandIn
      ? untilKnown(failures, pace)
      : untilRetry(failures, retryAfterMs, pace);
    const leftMs = Math.max(0, goodAt + PATIENCE_MS - monotonicNow());
    return { ms: Math.min(retryMs, leftMs), isLast: retryMs >= leftMs };
  }

  return {
    succeeded(restMs) {
      goodAt = monotonicNow();
      failures = 0;
      usualMs = restMs;
    },
    leftToKnow(error) {
      if (!isMxError(error, 'NOT_FOUND')) return 0;
      return Math.max(0, beganAt + UNKNOWN_PATIENCE_MS - monotonicNow());
    },
    afterFailure(error, leftMs, hasStandIn) {
      if (hadNoTurn(error)) {
        goodAt = monotonicNow();
        return restUntilTurn(error);
      }
      failures += 1;
      return leftMs > 0 ? restUntilKnown(leftMs) : restUntilRetry(error, hasStandIn);
    },
  };
}
