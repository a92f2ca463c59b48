/** True for a host, as it stands in HOST, in a URL or in a Host header, that is this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/**
 * The same, and for names below `localhost`. Browsers look for these on this machine (RFC 6761,
 * 6.3); other programs may ask DNS, so that nothing that must not leave the machine relies on them.
 */
export function isLoopbackToBrowsers(host: string): boolean {
  return isLoopback(host) || /.\.localhost$/i.test(host);
}
