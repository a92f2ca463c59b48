/**
 * True for a host that only means this machine, as written in HOST, in a URL or in a Host header.
 */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/**
 * True also for names below `localhost`. Browsers resolve these names to this machine (RFC 6761,
 * 6.3), but other programs may ask DNS. So data that must not leave the machine must not rely on
 * these names.
 */
export function isLoopbackToBrowsers(host: string): boolean {
  return isLoopback(host) || /.\.localhost$/i.test(host);
}
