import type { Socket } from 'node:net';

/** A client that sees the end of its connection may take so long to end it too. */
const LINGER_MS = 1_000;

const closing = new WeakSet<Socket>();

/**
 * Ends a connection, after `text`, so that its client can read everything written to it. What still
 * comes is dropped: closed with bytes unread, a socket is reset, and a client whose connection is
 * reset loses what it has not read yet. May be called again.
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

/** Takes what comes away from Node's parser, which would make requests of it; at most so many bytes. */
export function dropInput(socket: Socket, maxBytes = Infinity): void {
  let bytes = 0;
  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) socket.destroy();
  });
  socket.resume();
}
