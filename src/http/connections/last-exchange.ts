import type { IncomingMessage, ServerResponse } from 'node:http';
import { isStream } from '../client.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const LOOK_MS = 25;

/**
 * At these looks a client that has ended its half is sent something, so that it can refuse it: not so
 * soon that most who are still there see it, nor so late that much is read for one who is not.
 */
const PROBES = [2, 3, 6, 12];

/**
 * Looks after the last exchange of a connection until its response is finished. A stream has
 * no end to wait for: it is cut, and without its last event, so that a client that goes on comes
 * back. A client that has sent its last byte may still read, or be gone: only one that is gone
 * answers an interim response with a reset, which the next one then meets.
 */
export function watchLastExchange({ request, response }: Exchange, hasClientEnded: boolean): void {
  if (response.closed) return;
  let looks = 0;
  const look = () => {
    if (isStream(response)) response.destroy();
    const mayProbe = hasClientEnded && !response.headersSent && request.httpVersion === '1.1';
    if (mayProbe && PROBES.includes(looks)) response.writeProcessing();
    looks += 1;
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  response.once('close', () => clearInterval(timer));
}
