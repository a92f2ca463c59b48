import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

const TYPE_OPTIONS = 'x-content-type-options';
const CACHE = 'cache-control';

/**
 * A response whose type no browser guesses, and that nobody stores unless its head says otherwise,
 * whoever writes the head.
 */
export class Response extends ServerResponse {
  override writeHead(status: number, reason?: string, headers?: Headers): this;
  override writeHead(status: number, headers?: Headers): this;
  override writeHead(status: number, ...rest: (string | Headers | undefined)[]): this {
    const headers = rest.at(-1);
    const isStored = this.hasHeader(CACHE);
    // Node writes a list as it is, and copies headers that were set one by one.
    if (Array.isArray(headers)) {
      if (!isStored && !headers.includes(CACHE)) headers.push(CACHE, 'no-store');
      headers.push(TYPE_OPTIONS, 'nosniff');
    } else {
      if (!isStored) this.setHeader(CACHE, 'no-store');
      this.setHeader(TYPE_OPTIONS, 'nosniff');
    }
    return super.writeHead(status, ...(rest as [Headers]));
  }
}
