import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { limits } from '../limits.ts';
import { isLoopback } from '../loopback.ts';

/** The web pages that may call the gateway: its own page, and pages of the configured origins. */
export interface Origins {
  /**
   * False for a request that a foreign page makes its visitor's browser send. Requests without the
   * headers that only browsers add come from programs, which no page can control.
   */
  readonly mayRequest: (headers: IncomingHttpHeaders) => boolean;
  /**
   * The response headers that let a configured origin read the response; no headers for other
   * origins.
   */
  readonly corsHeaders: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
  /** The response headers for a preflight request. */
  readonly preflightHeaders: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
}

export interface OriginOptions {
  /**
   * The configured origins, exactly as browsers send them. `file://` stands for pages from files,
   * which some web views call `null`.
   */
  readonly named: readonly string[];
  /** The headers that their pages may send, in lower case; null or omitted for any. */
  readonly headers?: readonly string[] | null | undefined;
  /**
   * True if pages that this machine serves may call, too: the sandbox contains no real user's data.
   */
  readonly allowsLoopback?: boolean;
}

export function createOrigins(options: OriginOptions): Origins {
  const { named, headers: allowed = null, allowsLoopback = false } = options;
  const accepted = new Set(named.includes(FILE_PAGES) ? [...named, 'null'] : named);
  const isNamed = ({ origin }: IncomingHttpHeaders) =>
    origin !== undefined && (accepted.has(origin) || (allowsLoopback && isLoopbackPage(origin)));

  const corsHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
    named.length === 0 && !allowsLoopback
      ? NO_HEADERS
      : {
          vary: 'Origin, Access-Control-Request-Headers',
          ...(isNamed(headers) && { 'access-control-allow-origin': headers.origin }),
        };

  return {
    mayRequest(headers) {
      const { origin, host } = headers;
      if (origin !== undefined) return isNamed(headers) || isOwnPage(origin, host);
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
    corsHeaders,
    preflightHeaders: (headers) => ({
      ...corsHeaders(headers),
      ...(isNamed(headers) && {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers':
          allowed === null ? toAllowedHeaders(headers) : withAlways(allowed),
        'access-control-max-age': '600',
      }),
    }),
  };
}

const NO_HEADERS: OutgoingHttpHeaders = {};

const FILE_PAGES = 'file://';
const ALWAYS_ALLOWED = 'authorization, content-type';

/**
 * All headers that the page asks for, such as traces, client names and request ids. They decide
 * nothing here, and cookies do not authenticate, so a list of allowed headers would protect
 * nothing.
 */
function toAllowedHeaders(headers: IncomingHttpHeaders): string {
  const asked = headers['access-control-request-headers'];
  if (asked === undefined || asked.length > limits.preflightCharacters) return ALWAYS_ALLOWED;
  const names = asked.split(',').map((name) => name.trim().toLowerCase());
  const known = names.filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && name !== '*');
  return withAlways(known);
}

function withAlways(names: readonly string[]): string {
  return [...new Set([...ALWAYS_ALLOWED.split(', '), ...names])].join(', ');
}

/** Apollo iOS 1 sends `Origin: wss://api.example.com` with `Host: api.example.com:443`. */
function isOwnPage(origin: string, host = ''): boolean {
  const page = URL.parse(origin);
  if (page === null) return false;
  if (page.host === host) return true;
  const standard = STANDARD_PORTS.get(page.protocol);
  return page.port === '' && standard !== undefined && host === `${page.host}:${standard}`;
}

const STANDARD_PORTS: ReadonlyMap<string, number> = new Map([
  ['https:', 443],
  ['wss:', 443],
  ['http:', 80],
  ['ws:', 80],
]);

function isLoopbackPage(origin: string): boolean {
  const url = URL.parse(origin);
  return url?.origin === origin && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}
