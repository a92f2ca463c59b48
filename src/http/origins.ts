import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** Which web pages may talk to the gateway: its own, and those of origins that are named. */
export interface Origins {
  /**
   * False for a request that a foreign page has its visitor's browser send. Requests without the
   * headers that only browsers add come from programs, which no page can steer.
   */
  readonly mayRequest: (headers: IncomingHttpHeaders) => boolean;
  /** The answer headers that let a named origin read it; none for all others. */
  readonly corsHeaders: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
  /** The same for a preflight request. */
  readonly preflightHeaders: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
}

/** @param named exact origins, spelled as browsers send them */
export function createOrigins(named: readonly string[]): Origins {
  const isNamed = ({ origin }: IncomingHttpHeaders) =>
    origin !== undefined && named.includes(origin);

  const corsHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
    named.length === 0
      ? {}
      : {
          vary: 'Origin',
          ...(isNamed(headers) && { 'access-control-allow-origin': headers.origin }),
        };

  return {
    mayRequest(headers) {
      const { origin, host } = headers;
      if (origin !== undefined) return isNamed(headers) || URL.parse(origin)?.host === host;
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
    corsHeaders,
    preflightHeaders: (headers) => ({
      ...corsHeaders(headers),
      ...(isNamed(headers) && {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '600',
      }),
    }),
  };
}
