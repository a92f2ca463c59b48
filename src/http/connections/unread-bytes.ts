import type { Socket } from 'node:net';
import { noteCut } from './cuts.ts';
import { createIsStalled, type IsStalled } from './reader-progress.ts';

export interface UnreadBytesOptions {
  /** Bytes that may wait to be written on one connection. */
  readonly connectionWaitingBytes: number;
  /** Bytes that may wait to be written on all connections together. */
  readonly waitingBytes: number;
  readonly readerBytesPerMinute: number;
  /** Called with the limit that a connection is cut for. */
  readonly onCut: (limit: keyof UnreadBytesLimits) => void;
}

type UnreadBytesLimits = Omit<UnreadBytesOptions, 'onCut'>;

export interface UnreadBytes {
  /**
   * Cuts the connections of clients that do not read. Must be called once per second; returns the
   * bytes that still wait.
   */
  readonly look: (sockets: Iterable<Socket>) => number;
}

/** Bounds the bytes that clients leave unread, in responses, events and frames. */
export function createUnreadBytes(options: UnreadBytesOptions): UnreadBytes {
  const { connectionWaitingBytes, waitingBytes, readerBytesPerMinute, onCut } = options;
  const stalls = new WeakMap<Socket, IsStalled>();
  const stall = { leastBytes: readerBytesPerMinute, looks: 60 };

  function isStalled(socket: Socket): boolean {
    // Most sockets have nothing to send, and need no memory for it.
    if (socket.writableLength === 0) {
      stalls.delete(socket);
      return false;
    }
    const check = stalls.get(socket) ?? createIsStalled(socket, stall);
    stalls.set(socket, check);
    return check();
  }

  function findExceeded(socket: Socket): keyof UnreadBytesLimits | undefined {
    if (socket.writableLength > connectionWaitingBytes) return 'connectionWaitingBytes';
    return isStalled(socket) ? 'readerBytesPerMinute' : undefined;
  }

  return {
    look(sockets) {
      const unread: Socket[] = [];
      let total = 0;
      const cut = (socket: Socket, limit: keyof UnreadBytesLimits) => {
        onCut(limit);
        noteCut(socket, 'client-too-slow');
        // A reset also frees the bytes that wait in the kernel.
        socket.resetAndDestroy();
      };
      for (const socket of sockets) {
        const limit = findExceeded(socket);
        if (limit !== undefined) cut(socket, limit);
        else if (socket.writableLength > 0) {
          unread.push(socket);
          total += socket.writableLength;
        }
      }
      if (total <= waitingBytes) return total;
      unread.sort((one, other) => other.writableLength - one.writableLength);
      for (const socket of unread) {
        total -= socket.writableLength;
        cut(socket, 'waitingBytes');
        if (total <= waitingBytes) break;
      }
      return total;
    },
  };
}
