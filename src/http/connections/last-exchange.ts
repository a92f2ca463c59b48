import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Leaving } from '../../departure.ts';
import { endsWithClient, isStream, stopStream } from '../client.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const LOOK_MS = 25;

/**
 * At these checks the server sends an interim response to a client that has ended its half. The
 * first probe is late enough that most connected clients have their response by then, and early
 * enough that little work is done for a client that has disconnected.
 */
const PROBES = [2, 3, 6, 12];

/**
 * Watches the last exchange of a connection until its response is finished. An event stream has no
 * end to wait for: it is cut without its last event, so that its client reconnects, or tells its
 * client to subscribe again. A client that has sent its last byte may still be reading, or may have
 * disconnected. Only a disconnected client answers an interim response with a reset, and the next
 * interim response then fails. Of a response in parts, whose head is sent, no client can be asked
 * for: it is cut.
 *
 * @param why why it is the last exchange: `client-closed` if the client has ended its half
 */
export function watchLastExchange({ request, response }: Exchange, why: Leaving): void {
  if (response.closed) return;
  const hasClientEnded = why === 'client-closed';
  let looks = 0;
  const look = () => {
    if (isStream(response)) stopStream(response, why);
    if (hasClientEnded && endsWithClient(response)) response.destroy();
    const mayProbe = hasClientEnded && !response.headersSent && request.httpVersion === '1.1';
    if (mayProbe && PROBES.includes(looks)) response.writeProcessing();
    looks += 1;
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  response.once('close', () => clearInterval(timer));
}
