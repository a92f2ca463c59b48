import type { Session } from '../auth/authenticator.ts';
import { createRota } from '../rota.ts';

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

/** An open session with an end. */
class OpenSession {
  readonly expiresAt: number;
  /** The end at the latest, on the monotonic clock. */
  readonly endsAt: number;
  readonly isStillGood: () => Promise<boolean>;
  readonly onEnd: (how: SessionEnd) => void;
  /** Runs if the session ends before its next check. */
  timer: NodeJS.Timeout | undefined;
  isAsking = false;
  isOver = false;

  constructor(
    expiresAt: number,
    endsAt: number,
    { isStillGood }: Pick<Session, 'isStillGood'>,
    onEnd: (how: SessionEnd) => void,
  ) {
    this.expiresAt = expiresAt;
    this.endsAt = endsAt;
    this.isStillGood = isStillGood;
    this.onEnd = onEnd;
  }
}

/**
 * A token is good until it expires by the system clock, and at most for the time that it had left
 * at the start of the session: setting the clock back does not extend it. Timers do not follow the
 * system clock.
 */
export function createOnSessionEnd({ now, monotonicNow }: SessionClocks): OnSessionEnd {
  // There may be many sessions, and a timer for each would cost more than its checks.
  const rota = createRota<OpenSession>(CHECK_MS, check);

  function leftMs({ expiresAt, endsAt }: OpenSession): number {
    return Math.min(expiresAt - now(), endsAt - monotonicNow());
  }

  function forget(session: OpenSession): void {
    session.isOver = true;
    clearTimeout(session.timer);
    rota.delete(session);
  }

  function end(session: OpenSession, how: SessionEnd): void {
    if (session.isOver) return;
    forget(session);
    session.onEnd(how);
  }

  async function ask(session: OpenSession): Promise<void> {
    session.isAsking = true;
    if (!(await session.isStillGood())) end(session, 'revoked');
    session.isAsking = false;
  }

  function check(session: OpenSession): void {
    if (leftMs(session) <= 0) return end(session, 'expired');
    if (!session.isAsking) void ask(session);
    endInTime(session);
  }

  function endInTime(session: OpenSession): void {
    const left = leftMs(session);
    if (left > CHECK_MS) return;
    clearTimeout(session.timer);
    session.timer = setTimeout(check, Math.max(0, left), session);
  }

  return ({ expiresAt, isStillGood }, onEnd) => {
    if (expiresAt === null) return () => {};
    const endsAt = monotonicNow() + expiresAt - now();
    const session = new OpenSession(expiresAt, endsAt, { isStillGood }, onEnd);
    rota.add(session);
    endInTime(session);
    return () => forget(session);
  };
}
