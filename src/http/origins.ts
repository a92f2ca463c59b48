import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { limits } from '../limits.ts';
import { isLoopback } from '../loopback.ts';

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

export interface OriginOptions {
  /** Exact origins, spelled as browsers send them. */
  readonly named: readonly string[];
  /** True where pages that this machine serves may call too: the sandbox holds nobody's data. */
  readonly allowsLoopback?: boolean;
}

export function createOrigins({ named, allowsLoopback = false }: OriginOptions): Origins {
  const isNamed = ({ origin }: IncomingHttpHeaders) =>
    origin !== undefined && (named.includes(origin) || (allowsLoopback && isLoopbackPage(origin)));

  const corsHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
    named.length === 0 && !allowsLoopback
      ? {}
      : {
          vary: 'Origin, Access-Control-Request-Headers',
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
        'access-control-allow-headers': toAllowedHeaders(headers),
        'access-control-max-age': '600',
      }),
    }),
  };
}

const ALWAYS_ALLOWED = 'authorization, content-type';

/**
 * Whatever headers the page asks for: traces, client names, request ids. They decide nothing here,
 * and no cookie authenticates, so that there is nothing to protect by naming them.
 */
function toAllowedHeaders(headers: IncomingHttpHeaders): string {
  const asked = headers['access-control-request-headers'];
  if (asked === undefined || asked.length > limits.preflightCharacters) return ALWAYS_ALLOWED;
  const names = asked.split(',').map((name) => name.trim().toLowerCase());
  const known = names.filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && name !== '*');
  return [...new Set([...ALWAYS_ALLOWED.split(', '), ...known])].join(', ');
}

function isLoopbackPage(origin: string): boolean {
  const url = URL.parse(origin);
  return url?.origin === origin && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}
