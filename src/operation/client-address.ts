import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

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
 * The address that a request comes from. Behind a near proxy it is what that proxy itself has
 * added: the last entry of `X-Forwarded-For`. All before it, and all of it from elsewhere, is what
 * a client claims. A client in a near network can claim any address, and so has no such limits.
 */
export function clientAddressOf(request: IncomingMessage | undefined): string {
  const peer = request?.socket.remoteAddress ?? 'unknown';
  const forwarded = request?.headers['x-forwarded-for'];
  if (forwarded === undefined || !isNear(peer)) return peer;
  const last = String(forwarded).split(',').at(-1)?.trim() ?? '';
  return isIP(last) === 0 ? peer : last;
}

function isNear(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*/s, '');
  const family = isIP(bare);
  return family !== 0 && near.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
