import { STATUS_CODES } from 'node:http';
import { malformedRequest, Refusal } from '../../operation/refusal.ts';

const known: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: new Refusal(
    'BAD_USER_INPUT',
    'The request line and headers are too large.',
    { limit: 'headerBytes', http: { status: 431 } },
  ),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Refusal(
    'BAD_USER_INPUT',
    'The chunk extensions are too large.',
    { limit: 'bodyBytes', http: { status: 413 } },
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal('BAD_USER_INPUT', 'The request did not arrive in time.', {
    limit: 'requestMs',
    http: { status: 408 },
  }),
};
const noRequest = malformedRequest('This is not an HTTP request.');

/** The refusal of bytes that Node could not parse as a request. */
export function toBrokenRequest({ code = '' }: NodeJS.ErrnoException): Refusal {
  return known[code] ?? noRequest;
}

/**
 * A complete response, the last on its connection, for when there is no `ServerResponse` to write
 * it.
 */
export function toRawResponse({ message, http: { status } = { status: 400 } }: Refusal): string {
  const body = `${JSON.stringify({ error: message })}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
