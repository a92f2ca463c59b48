import type { Session } from '../auth/authenticator.ts';

export interface SessionClocks {
  /** Milliseconds since 1970, of a clock that may be set at any time. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps, but may stand still while the machine sleeps. */
  readonly monotonicNow: () => number;
}

/** Expired: the token. Revoked: its user is disabled or gone, or is another one by now. */
export type SessionEnd = 'expired' | 'revoked';

/**
 * Calls `onEnd` once a session that stays open is no longer good, never before it has returned.
 * What it returns forgets about it.
 */
export type OnSessionEnd = (
  session: Pick<Session, 'expiresAt' | 'isStillGood'>,
  onEnd: (how: SessionEnd) => void,
) => () => void;

/** A clock that was set, or a user who was disabled, is noticed so long after it could be known. */
const CHECK_MS = 2_500;

/**
 * A token is good until the clock of the machine says otherwise, and for no longer than it was when
 * it was shown: a clock that is set back does not prolong it. Timers know nothing of that clock.
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
