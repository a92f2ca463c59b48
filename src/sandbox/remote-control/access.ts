import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback, isLoopbackToBrowsers } from '../../loopback.ts';
import { HttpError } from '../errors.ts';

/**
 * Throws unless the request comes from this machine's own programs and pages: its Host must be
 * loopback, because a foreign page can point its own name at 127.0.0.1, and a page must be one that
 * this machine serves.
 */
export function checkAccess({ host, origin, ...headers }: IncomingHttpHeaders): void {
  // A program of this machine need not send the header; a browser always does.
  if (host !== undefined && !isLoopbackHost(host)) {
    throw new HttpError(421, 'The remote control only accepts requests whose Host is loopback.');
  }
  const site = headers['sec-fetch-site'];
  const isForeign =
    origin === undefined
      ? site !== undefined && !['same-origin', 'none'].includes(site)
      : !isOwnPage(origin);
  if (isForeign) throw new HttpError(403, 'Only pages from loopback may use the remote control.');
}

/** The response headers that let a page of this machine read the response. */
export function corsHeaders({ origin }: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return {
    vary: 'Origin',
    ...(origin !== undefined &&
      isOwnPage(origin) && {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
      }),
  };
}

function isLoopbackHost(host: string): boolean {
  const named = URL.parse(`http://${host}`)?.hostname;
  return named !== undefined && isLoopbackToBrowsers(named);
}

function isOwnPage(origin: string): boolean {
  const url = URL.parse(origin);
  return url?.origin === origin && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}
