import type { IncomingMessage } from 'node:http';

/** Of two Node keeps the first, and a proxy in front may have gone by the other. */
const SINGLE = ['host', 'authorization', 'content-type', 'content-length', 'origin'];

/** `uri-host [ ":" port ]` of RFC 9110; no comma, which joins several. */
const HOST = /^(?:\[[\d.:a-f]+\]|[\w.~!$&'()*+;=%-]*)(?::\d*)?$/i;

const ABSOLUTE_TARGET = /^https?:\/\/([^/?#]*)(.*)/is;

/**
 * Why the head of a request could be understood in two ways, as a sentence; undefined when it could
 * not. A target with an authority, which proxies are sent, is left in `request.url` without it.
 */
export function readHead(request: IncomingMessage): string | undefined {
  const { headers, httpVersion, rawHeaders, url = '' } = request;
  const names = rawHeaders.filter((_text, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const twice = SINGLE.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) return `The request contains the header ${twice} more than once.`;

  const { host } = headers;
  // Node sees to it, but not at an upgrade.
  if (host === undefined && httpVersion === '1.1') return 'The request has no Host header.';
  if (host !== undefined && !HOST.test(host)) return 'The Host header is not a valid host.';

  const [, authority, path] = ABSOLUTE_TARGET.exec(url) ?? [];
  if (authority === undefined || path === undefined) return undefined;
  if (authority.toLowerCase() !== host?.toLowerCase())
    return 'The request target and the Host header differ.';
  request.url = path.startsWith('/') ? path : `/${path}`;
  return undefined;
}
