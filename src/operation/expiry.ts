export interface ExpiryClocks {
  /** Milliseconds since 1970, of a clock that may be set at any time. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps, but may stand still while the machine sleeps. */
  readonly monotonicNow: () => number;
}

/**
 * Calls `onExpired` once a token is no longer good, never before it has returned. What it returns
 * forgets about it.
 *
 * @param expiresAt milliseconds since 1970; null for never
 */
export type OnExpiry = (expiresAt: number | null, onExpired: () => void) => () => void;

/** A clock that was set is noticed within so long. Timers know nothing of it. */
const CHECK_MS = 2_500;

/**
 * A token is good until the clock of the machine says otherwise, and for no longer than it was when
 * it was shown: a clock that is set back does not prolong it.
 */
export function createOnExpiry({ now, monotonicNow }: ExpiryClocks): OnExpiry {
  return (expiresAt, onExpired) => {
    if (expiresAt === null) return () => {};
    const endsAt = monotonicNow() + expiresAt - now();
    const leftMs = () => Math.min(expiresAt - now(), endsAt - monotonicNow());
    const check = () => {
      if (leftMs() <= 0) onExpired();
      else wait();
    };
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      timer = setTimeout(check, Math.min(Math.max(0, leftMs()), CHECK_MS));
    };
    wait();
    return () => clearTimeout(timer);
  };
}
