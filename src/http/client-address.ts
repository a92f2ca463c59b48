import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/**
 * The addresses of the operator's own proxies: this machine and private networks. They are called
 * near.
 */
const isNearAddress = proxyAddr.compile(['loopback', 'uniquelocal', 'fe80::/10']);

/**
 * The address that a request comes from. Behind near proxies it is an address that a proxy has
 * added: the last entry of `X-Forwarded-For` that is not near. All earlier entries are only the
 * client's claim, and so is the whole header if the peer is not near. A client in a near network
 * can claim any address.
 */
export function clientAddressOf(request: IncomingMessage | undefined): string {
  if (request === undefined) return UNKNOWN;
  // The walk ends with the first entry that is not near, which may not be a valid address.
  const walked = proxyAddr.all(request, isNear);
  return walked.findLast(isAddress) ?? UNKNOWN;
}

/**
 * The network that a request is counted for; null for a near address, which belongs to a proxy that
 * adds no client address.
 */
export function networkOf(request: IncomingMessage): string | null {
  const address = clientAddressOf(request);
  return isNear(address) ? null : toNetwork(address);
}

/** True for an address of this machine or of a private network. */
export function isNear(address: string): boolean {
  return isAddress(address) && isNearAddress(withoutZone(address), 0);
}

/** An IPv4 address, or for IPv6 the /64 network, which is what one subscriber gets. */
export function toNetwork(address: string): string {
  if (!isAddress(address)) return address;
  const ip = ipaddr.process(withoutZone(address));
  if (!(ip instanceof ipaddr.IPv6)) return ip.toString();
  const groups = ip.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}

/** A closed connection has no address. */
const UNKNOWN = 'unknown';

/** This check is stricter than ipaddr.js, which accepts `10` and `0x7f.1` as addresses, too. */
function isAddress(text: string | undefined): text is string {
  return text !== undefined && isIP(text) !== 0;
}

/** Operating systems use zone names that ipaddr.js cannot parse. */
function withoutZone(address: string): string {
  return address.replace(/%.*/s, '');
}
