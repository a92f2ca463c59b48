import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** What the words of TRUSTED_PROXIES stand for: this machine, and private networks. */
const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['loopback'],
  private: ['uniquelocal', 'fe80::/10'],
};
const NEAR = ['loopback', 'private'];

/** Finds out for whom a request counts. */
export interface ClientAddresses {
  /**
   * The address that a request comes from. Behind trusted proxies it is an address that a proxy has
   * added: the last entry of `X-Forwarded-For` that is not a trusted proxy. All earlier entries are
   * only the client's claim, and so is the whole header if the peer is not trusted. A client in a
   * trusted network can claim any address.
   */
  readonly addressOf: (request: IncomingMessage | undefined) => string;
  /**
   * The network that a request is counted for; null for a trusted address, which belongs to a proxy
   * that adds no client address.
   */
  readonly networkOf: NetworkOf;
  /** True for an address of a trusted proxy. */
  readonly isTrusted: (address: string) => boolean;
}

export type NetworkOf = (request: IncomingMessage) => string | null;

/**
 * @param trusted addresses, networks such as `203.0.113.0/24`, and the words `loopback` and
 *   `private`; defaults to both words
 */
export function createClientAddresses(trusted: readonly string[] = NEAR): ClientAddresses {
  const isListed = proxyAddr.compile(trusted.flatMap((item) => NETWORKS[item] ?? item));
  const isTrusted = (address: string) => isAddress(address) && isListed(withoutZone(address), 0);

  function addressOf(request: IncomingMessage | undefined): string {
    if (request === undefined) return UNKNOWN;
    // The walk ends with the first entry that is not trusted, which may not be a valid address.
    return proxyAddr.all(request, isTrusted).findLast(isAddress) ?? UNKNOWN;
  }

  return {
    addressOf,
    networkOf(request) {
      const address = addressOf(request);
      return isTrusted(address) ? null : toNetwork(address);
    },
    isTrusted,
  };
}

/** With the default of TRUSTED_PROXIES. */
export const { networkOf: nearNetworkOf } = createClientAddresses();

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
