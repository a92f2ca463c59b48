import type { WebSocket } from 'ws';
import type { Session } from '../auth/authenticator.ts';
import type { ConnectionLimit } from '../operation/connection-limit.ts';

export interface SocketSessionOptions {
  /** Of sockets. */
  readonly limit: ConnectionLimit;
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

export function createSocketSessions({ limit, now }: SocketSessionOptions): SocketSessions {
  const sessions = new WeakMap<WebSocket, Session>();

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
      const { expiresAt } = session;
      // It may have been closed while the token was checked.
      if (socket.readyState !== socket.OPEN) return false;
      const release = limit.take(session);
      if (release === undefined) return false;

      // A stream that ended by itself would be completed, and its client not come back for more.
      sessions.set(socket, { ...session, expiresAt: null });
      socket.once('close', release);
      if (expiresAt !== null) closeAtExpiry(socket, expiresAt);
      return true;
    },
  };
}
