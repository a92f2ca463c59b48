import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

const NAME = 'x-content-type-options';

/** A response whose type no browser guesses, whoever writes its head. */
export class Response extends ServerResponse {
  override writeHead(status: number, reason?: string, headers?: Headers): this;
  override writeHead(status: number, headers?: Headers): this;
  override writeHead(status: number, ...rest: (string | Headers | undefined)[]): this {
    const headers = rest.at(-1);
    // Node writes a list as it is, and copies headers that were set one by one.
    if (Array.isArray(headers)) headers.push(NAME, 'nosniff');
    else this.setHeader(NAME, 'nosniff');
    return super.writeHead(status, ...(rest as [Headers]));
  }
}
