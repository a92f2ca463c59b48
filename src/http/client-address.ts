import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Where proxies of the operator's own are: this machine and private networks. */
const near = new BlockList();
near.addSubnet('127.0.0.0', 8);
near.addSubnet('10.0.0.0', 8);
near.addSubnet('172.16.0.0', 12);
near.addSubnet('192.168.0.0', 16);
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

/**
 * The address that a request comes from. Behind near proxies it is what they have added themselves:
 * the last entry of `X-Forwarded-For` that is not near. All before it, and all of it from elsewhere,
 * is what a client claims. A client in a near network can claim any address.
 */
export function clientAddressOf(request: IncomingMessage | undefined): string {
  const peer = request?.socket.remoteAddress ?? 'unknown';
  const forwarded = request?.headers['x-forwarded-for'];
  if (forwarded === undefined) return peer;
  let address = peer;
  for (const entry of String(forwarded).split(',').toReversed()) {
    const next = entry.trim();
    if (!isNear(address) || isIP(next) === 0) break;
    address = next;
  }
  return address;
}

/** The network that a request is counted for; null for what is near, which is a proxy that names nobody. */
export function networkOf(request: IncomingMessage): string | null {
  const address = clientAddressOf(request);
  return isNear(address) ? null : toNetwork(address);
}

/** True for an address of this machine or of a private network. */
export function isNear(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*/s, '');
  const family = isIP(bare);
  return family !== 0 && near.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 address, or the /64 that one subscriber has of IPv6. */
export function toNetwork(address: string): string {
  const bare = address.replace(/%.*/s, '');
  if (!isIPv6(bare)) return bare;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  // URL writes each address in one way, in hex groups alone.
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - groups.length - last.length).fill('0');
  return `${[...groups, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
