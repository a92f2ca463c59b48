import type { Socket } from 'node:net';

/** How long a client has to end its half of the connection, too. */
const LINGER_MS = 1_000;

const closing = new WeakSet<Socket>();

/**
 * Ends a connection, after `text`, so that its client can read everything written to it. Bytes that
 * still arrive are read and dropped: a socket that is closed with unread bytes is reset, and a
 * client whose connection is reset loses everything that it has not read yet. A second call has no
 * effect.
 */
export function closeGently(socket: Socket, text = ''): void {
  if (closing.has(socket) || socket.destroyed) return;
  closing.add(socket);
  socket.once('finish', () => {
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  });
  dropInput(socket);
  socket.end(text);
}

/**
 * Reads and drops incoming bytes, so that Node's parser makes no requests of them. After `maxBytes`
 * the socket is destroyed.
 */
export function dropInput(socket: Socket, maxBytes = Infinity): void {
  let bytes = 0;
  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) socket.destroy();
  });
  socket.resume();
}
