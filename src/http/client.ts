import type { ServerResponse } from 'node:http';
import type { Client } from '../operation/request.ts';

/** Given to `abort`, since an error made there would hold the response by its stack. */
export const HAS_GONE = 'The client disconnected.';

const streams = new WeakSet<ServerResponse>();

/** True for a response that goes on for as long as its client listens. */
export function isStream(response: ServerResponse): boolean {
  return streams.has(response);
}

/**
 * The one who waits for this response. A client that has sent its last byte is still one, except of
 * an event stream: the connection closes that.
 */
export function toClient(response: ServerResponse): Client {
  const gone = new AbortController();
  // What has happened is not told again.
  if (response.closed || response.destroyed) gone.abort(HAS_GONE);
  else response.once('close', () => gone.abort(HAS_GONE));
  return {
    gone: gone.signal,
    breakOff: () => response.destroy(),
    onStream: () => streams.add(response),
  };
}
