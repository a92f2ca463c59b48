import type { ServerResponse } from 'node:http';
import type { Client } from '../operation/request.ts';

/** The abort reason is a string because an error's stack would keep the response in memory. */
export const HAS_GONE = 'The client disconnected.';

const streams = new WeakSet<ServerResponse>();

/** True for an event stream, which lasts as long as its client listens. */
export function isStream(response: ServerResponse): boolean {
  return streams.has(response);
}

/**
 * The client that waits for this response. A client that has closed its sending half still counts
 * as connected, except on an event stream, which the connection then closes.
 */
export function toClient(response: ServerResponse): Client {
  const gone = new AbortController();
  // An event that has already happened is not emitted again.
  if (response.closed || response.destroyed) gone.abort(HAS_GONE);
  // After a complete response nobody waits for anything, and an abort is expensive.
  else response.once('close', () => response.writableFinished || gone.abort(HAS_GONE));
  return {
    gone: gone.signal,
    breakOff: () => response.destroy(),
    onStream: () => streams.add(response),
  };
}
