import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Behind `/graphql`, for a GET. */
  readonly search?: string;
  /** In order, with the client's own case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** Sends exactly these headers and this body, over a connection of its own. */
export async function sendWire(
  url: string,
  { method, search = '', headers, body }: WireRequest,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const length = body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
  const all = [['Host', new URL(url).host], ...headers, ...length].flat();
  const asked = request(url + search, { method, headers: all, agent: false, signal });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response.setEncoding('utf8');
}

/** The whole body of a response. */
export async function readWire(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}
