import type { IncomingMessage } from 'node:http';

/**
 * If one of these headers is repeated, Node keeps the first one, and a proxy in front may have used
 * the other.
 */
const SINGLE = ['host', 'authorization', 'content-type', 'content-length', 'origin'];
/** No two of them are equally long, so most names need no closer look. */
const SINGLE_BY_LENGTH = Array.from({ length: 15 }, (_, length) =>
  SINGLE.find((name) => name.length === length),
);

/** `uri-host [ ":" port ]` of RFC 9110; not a comma, which joins several headers. */
const HOST = /^(?:\[[\d.:a-f]+\]|[\w.~!$&'()*+;=%-]*)(?::\d*)?$/i;

const ABSOLUTE_TARGET = /^https?:\/\/([^/?#]*)(.*)/is;

/**
 * The reason why the head of a request is ambiguous, as a sentence; undefined if it is not. If the
 * target has an authority, as in requests to proxies, the function removes the authority from
 * `request.url`.
 */
export function readHead(request: IncomingMessage): string | undefined {
  const { headers, httpVersion, rawHeaders, url = '' } = request;
  const twice = findRepeated(rawHeaders);
  if (twice !== undefined) return `The request contains the header ${twice} more than once.`;

  const { host } = headers;
  // Node checks for this header, but not on an upgrade.
  if (host === undefined && httpVersion === '1.1') return 'The request has no Host header.';
  if (host !== undefined && !HOST.test(host)) return 'The Host header is not a valid host.';

  if (url.startsWith('/')) return undefined;
  const [, authority, path] = ABSOLUTE_TARGET.exec(url) ?? [];
  if (authority === undefined || path === undefined) return undefined;
  if (authority.toLowerCase() !== host?.toLowerCase())
    return 'The request target and the Host header differ.';
  request.url = path.startsWith('/') ? path : `/${path}`;
  return undefined;
}

/** The first of the single headers that occurs a second time. `rawHeaders` alternates names and values. */
function findRepeated(rawHeaders: readonly string[]): string | undefined {
  let seen = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const single = SINGLE_BY_LENGTH[name.length];
    if (single === undefined || name.toLowerCase() !== single) continue;
    const bit = 1 << name.length;
    if ((seen & bit) !== 0) return single;
    seen |= bit;
  }
  return undefined;
}
