import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Client } from '../operation/client.ts';

/** The one who waits for the answer to this request. */
export function clientOf(request: IncomingMessage, response: ServerResponse): Client {
  const gone = new AbortController();
  // What has happened is not told again.
  if (response.closed || request.socket.destroyed) gone.abort();
  else onEnd(request.socket, response, () => gone.abort());
  return { gone: gone.signal };
}

/** One listener a connection, however many requests wait on it. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/** A response that waits behind another one of its connection does not hear of its end. */
function onEnd(socket: Socket, response: ServerResponse, leave: () => void): void {
  const known = waiting.get(socket);
  const leaves = known ?? new Set();
  if (known === undefined) {
    waiting.set(socket, leaves);
    const end = () => {
      for (const each of leaves) each();
    };
    socket.once('close', end);
    // Node answers no further either. Of a client that does not read there would be no close.
    socket.once('end', end);
  }
  leaves.add(leave);
  response.once('close', () => {
    leaves.delete(leave);
    leave();
  });
}
