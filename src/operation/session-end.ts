import type { Session } from '../auth/authenticator.ts';

export interface SessionClocks {
  /** Milliseconds since 1970; the system clock may be set at any time. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock, which may stop while the machine sleeps. */
  readonly monotonicNow: () => number;
}

/** Expired: the token has expired. Revoked: its user has been disabled, deleted or replaced. */
export type SessionEnd = 'expired' | 'revoked';

/**
 * Calls `onEnd` once an open session has ended, but never before this function has returned.
 * Returns an unsubscribe function.
 */
export type OnSessionEnd = (
  session: Pick<Session, 'expiresAt' | 'isStillGood'>,
  onEnd: (how: SessionEnd) => void,
) => () => void;

/** How often a session is checked for a clock that was set or a user who was disabled. */
const CHECK_MS = 2_500;

/**
 * A token is good until it expires by the system clock, and at most for the time that it had left
 * at the start of the session: setting the clock back does not extend it. Timers do not follow the
 * system clock.
 */
export function createOnSessionEnd({ now, monotonicNow }: SessionClocks): OnSessionEnd {
  return ({ expiresAt, isStillGood }, onEnd) => {
    if (expiresAt === null) return () => {};
    const endsAt = monotonicNow() + expiresAt - now();
    const leftMs = () => Math.min(expiresAt - now(), endsAt - monotonicNow());
    let timer: NodeJS.Timeout | undefined;
    let isAsking = false;
    let isOver = false;

    function forget(): void {
      isOver = true;
      clearTimeout(timer);
    }

    function end(how: SessionEnd): void {
      if (isOver) return;
      forget();
      onEnd(how);
    }

    async function ask(): Promise<void> {
      isAsking = true;
      if (!(await isStillGood())) end('revoked');
      isAsking = false;
    }

    function check(): void {
      if (leftMs() <= 0) return end('expired');
      if (!isAsking) void ask();
      return wait();
    }

    function wait(): void {
      timer = setTimeout(check, Math.min(Math.max(0, leftMs()), CHECK_MS));
    }

    wait();
    return forget;
  };
}
