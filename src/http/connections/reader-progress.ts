import type { Socket } from 'node:net';

/**
 * True if a client does not read the bytes that wait for it. Must be called at regular intervals.
 */
export type IsStalled = () => boolean;

export interface StallOptions {
  /** The bytes that a client must read within `looks` checks, unless fewer bytes wait for it. */
  readonly leastBytes: number;
  readonly looks: number;
}

/**
 * A client has stalled if bytes have waited for it at each of `looks` checks, and fewer than
 * `leastBytes` have left between the first check and the last. The function counts checks and not
 * time, so that a gateway that was itself blocked does not blame its clients.
 */
export function createIsStalled(socket: Socket, { leastBytes, looks }: StallOptions): IsStalled {
  let stalledLooks = 0;
  let sentBefore = 0;

  return () => {
    if (socket.writableLength === 0) {
      stalledLooks = 0;
      return false;
    }
    const sent = bytesSent(socket);
    if (stalledLooks === 0 || sent - sentBefore >= leastBytes) {
      stalledLooks = 0;
      sentBefore = sent;
    }
    stalledLooks += 1;
    return stalledLooks > looks;
  };
}

/**
 * The bytes that the kernel has accepted. `writableLength` counts a whole chunk until its last byte
 * has left.
 */
function bytesSent(socket: Socket): number {
  // These properties are not public, but net.Socket itself uses them for its timeout.
  const { bytesWritten, writeQueueSize } = Object(Reflect.get(socket, '_handle'));
  return typeof bytesWritten === 'number' && typeof writeQueueSize === 'number'
    ? bytesWritten - writeQueueSize
    : socket.bytesWritten - socket.writableLength;
}
