import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** Where proxies of the operator's own are: this machine and private networks. */
const isNearAddress = proxyAddr.compile(['loopback', 'uniquelocal', 'fe80::/10']);

/**
 * The address that a request comes from. Behind near proxies it is what they have added themselves:
 * the last entry of `X-Forwarded-For` that is not near. All before it, and all of it from elsewhere,
 * is what a client claims. A client in a near network can claim any address.
 */
export function clientAddressOf(request: IncomingMessage | undefined): string {
  if (request === undefined) return UNKNOWN;
  // The walk ends with the first that is not near, which need not be an address.
  const walked = proxyAddr.all(request, isNear);
  return walked.findLast(isAddress) ?? UNKNOWN;
}

/** The network that a request is counted for; null for what is near, which is a proxy that names nobody. */
export function networkOf(request: IncomingMessage): string | null {
  const address = clientAddressOf(request);
  return isNear(address) ? null : toNetwork(address);
}

/** True for an address of this machine or of a private network. */
export function isNear(address: string): boolean {
  return isAddress(address) && isNearAddress(withoutZone(address), 0);
}

/** An IPv4 address, or the /64 that one subscriber has of IPv6. */
export function toNetwork(address: string): string {
  if (!isAddress(address)) return address;
  const ip = ipaddr.process(withoutZone(address));
  if (!(ip instanceof ipaddr.IPv6)) return ip.toString();
  const groups = ip.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}

/** A connection that is gone has no address. */
const UNKNOWN = 'unknown';

/** Stricter than ipaddr.js, to which `10` and `0x7f.1` are addresses too. */
function isAddress(text: string | undefined): text is string {
  return text !== undefined && isIP(text) !== 0;
}

/** ipaddr.js knows fewer names of zones than operating systems give. */
function withoutZone(address: string): string {
  return address.replace(/%.*/s, '');
}
