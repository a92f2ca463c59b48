import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../reply.ts';
import type { Handler } from '../routes.ts';

/** Signs a token of the demo household; its life defaults to a month. */
export type SignToken = (lifetimeMs?: number) => Promise<string>;

/** Lives that the page may ask for, to see what happens when a token expires. */
const MIN_SECONDS = 5;
const MAX_SECONDS = 3600;

/**
 * Responds to the page's `GET /app/session?seconds=15` with a token. The response has no CORS
 * header, so that pages of other origins cannot read it.
 */
export function createSession(signToken: SignToken): Handler {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const asked = URL.parse(`http://page${request.url ?? '/'}`)?.searchParams.get('seconds');
    if (asked == null) return sendJson(response, 200, { token: await signToken() });
    const seconds = /^\d{1,4}$/.test(asked) ? Number(asked) : NaN;
    if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
      return sendJson(response, 400, {
        error: `seconds must be a whole number from ${MIN_SECONDS} to ${MAX_SECONDS}.`,
      });
    }
    return sendJson(response, 200, { token: await signToken(seconds * 1000) });
  };
}
