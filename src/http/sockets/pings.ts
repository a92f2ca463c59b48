import type { WebSocket } from 'ws';
import { createRota, type Rota } from '../../rota.ts';

/** A socket whose client is asked whether it is still there. */
export interface Pinged {
  readonly socket: WebSocket;
  /** True if the client has sent a frame since the last ping. */
  isHeard: boolean;
  /** True if the last ping was sent. */
  isPinged: boolean;
  /** Call this when the ping has been written. */
  readonly isWritten: () => void;
  /** Disconnects a client that is treated as dead. */
  silence(): void;
}

/** A client that has not sent a frame between two pings is treated as dead. */
const PING_MS = 12_000;

/** Pings all sockets, in turn. */
export function createPings(): Rota<Pinged> {
  return createRota(PING_MS, (pinged) => {
    const { socket } = pinged;
    if (pinged.isPinged && !pinged.isHeard) return pinged.silence();
    // A ping behind other bytes would prove nothing.
    pinged.isPinged = socket.bufferedAmount === 0;
    pinged.isHeard = false;
    if (pinged.isPinged) socket.ping(undefined, false, pinged.isWritten);
  });
}
