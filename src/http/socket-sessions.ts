import type { WebSocket } from 'ws';
import type { Session } from '../auth/authenticator.ts';

export interface SocketSessionOptions {
  /** Sockets of one caller at once. Partner callers have no bound of their own. */
  readonly maxPerCaller: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Who speaks on which socket, as long as their token is good. */
export interface SocketSessions {
  /** Never expires: the socket does. */
  readonly get: (socket: WebSocket) => Session | undefined;
  /**
   * Lets a caller speak on a socket until their token expires; the socket is then closed with
   * 4401. False, and nothing kept, when the caller has too many sockets or this one is gone.
   */
  readonly open: (socket: WebSocket, session: Session) => boolean;
}

/** The longest time that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export function createSocketSessions({ maxPerCaller, now }: SocketSessionOptions): SocketSessions {
  const sessions = new WeakMap<WebSocket, Session>();
  const counts = new Map<string, number>();

  function closeAtExpiry(socket: WebSocket, expiresAt: number) {
    const leftMs = expiresAt - now();
    if (leftMs <= 0) return socket.close(4401, 'Token expired');
    const timer = setTimeout(
      () => closeAtExpiry(socket, expiresAt),
      Math.min(leftMs, MAX_TIMER_MS),
    );
    socket.once('close', () => clearTimeout(timer));
  }

  return {
    get: (socket) => sessions.get(socket),
    open(socket, session) {
      const { caller, viewer, expiresAt } = session;
      // It may have been closed while the token was checked.
      if (socket.readyState !== socket.OPEN) return false;
      const count = counts.get(caller) ?? 0;
      if (viewer.kind === 'user' && count >= maxPerCaller) return false;

      // A stream that ended by itself would be completed, and its client not come back for more.
      sessions.set(socket, { ...session, expiresAt: null });
      counts.set(caller, count + 1);
      socket.once('close', () => {
        const left = (counts.get(caller) ?? 1) - 1;
        if (left === 0) counts.delete(caller);
        else counts.set(caller, left);
      });
      if (expiresAt !== null) closeAtExpiry(socket, expiresAt);
      return true;
    },
  };
}
