import type { LimitName } from '../../limits.ts';

export interface BrokenRequest {
  /** A whole response, the last of its connection. */
  readonly text: string;
  /** Set where the request is not wrong, but too much or too slow. */
  readonly limit?: LimitName;
}

const known: Readonly<Record<string, BrokenRequest>> = {
  HPE_HEADER_OVERFLOW: {
    text: toRawResponse(
      '431 Request Header Fields Too Large',
      'The request line and headers are too large.',
    ),
    limit: 'headerBytes',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    text: toRawResponse('413 Payload Too Large', 'The chunk extensions are too large.'),
    limit: 'bodyBytes',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    text: toRawResponse('408 Request Timeout', 'The request did not arrive in time.'),
    limit: 'requestMs',
  },
};

/** What to answer to bytes that Node could not make a request of. */
export function toBrokenRequest({ code = '' }: NodeJS.ErrnoException): BrokenRequest {
  return known[code] ?? { text: toRawResponse('400 Bad Request', 'This is not an HTTP request.') };
}

/** For a connection without a `ServerResponse`. */
export function toRawResponse(status: string, message: string): string {
  const body = `${JSON.stringify({ error: message })}\n`;
  const lines = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
