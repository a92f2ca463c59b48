import type { LimitName } from '../../limits.ts';

export interface BrokenRequest {
  /** A whole response, the last of its connection. */
  readonly text: string;
  /** Set where the request is not wrong, but too much or too slow. */
  readonly limit?: LimitName;
}

const known: Readonly<Record<string, BrokenRequest>> = {
  HPE_HEADER_OVERFLOW: {
    text: responseOf('431 Request Header Fields Too Large'),
    limit: 'headerBytes',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { text: responseOf('413 Payload Too Large'), limit: 'bodyBytes' },
  ERR_HTTP_REQUEST_TIMEOUT: { text: responseOf('408 Request Timeout'), limit: 'requestMs' },
};

/** What to answer to bytes that Node could not make a request of. */
export function toBrokenRequest({ code = '' }: NodeJS.ErrnoException): BrokenRequest {
  return known[code] ?? { text: responseOf('400 Bad Request') };
}

/** For a connection without a `ServerResponse`. */
export function responseOf(status: string): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
