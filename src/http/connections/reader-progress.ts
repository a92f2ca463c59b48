import type { Socket } from 'node:net';

/** True when a client does not read what waits for it. To be called at regular intervals. */
export type IsStalled = () => boolean;

export interface StallOptions {
  /** The least that a client must take in `looks` looks, unless less than that waits for it. */
  readonly leastBytes: number;
  readonly looks: number;
}

/**
 * A client has stalled once something has waited for it at every one of so many looks, and fewer
 * than the least bytes have left between the first and the last. Looks are counted, and not time, so
 * that a gateway that was held up itself blames nobody.
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

/** What the kernel has taken. `writableLength` counts a chunk whole until its last byte has left. */
function bytesSent(socket: Socket): number {
  // Not public, but what net.Socket itself looks at for its timeout.
  const { bytesWritten, writeQueueSize } = Object(Reflect.get(socket, '_handle'));
  return typeof bytesWritten === 'number' && typeof writeQueueSize === 'number'
    ? bytesWritten - writeQueueSize
    : socket.bytesWritten - socket.writableLength;
}
