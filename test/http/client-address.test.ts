import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClientAddresses, toNetwork } from '../../src/http/client-address.ts';

const { addressOf, isTrusted } = createClientAddresses();

const requestFrom = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.for([
  ['203.0.113.9', undefined, '203.0.113.9'],
  ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['fe80::1%eth0', '2001:db8::7', '2001:db8::7'],
  ['192.168.7.7', 'unknown', '192.168.7.7'],
  ['172.32.0.1', '198.51.100.1', '172.32.0.1'],
  ['2001:db8::1', '198.51.100.1', '2001:db8::1'],
  ['127.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.5', '198.51.100.1'],
  ['127.0.0.1', '1.1.1.1, 198.51.100.1,10.0.0.5 , fd00::1', '198.51.100.1'],
  ['127.0.0.1', '192.168.1.9, 10.0.0.5', '192.168.1.9'],
  ['127.0.0.1', 'nonsense, 10.0.0.5', '10.0.0.5'],
  ['127.0.0.1', '198.51.100.1, 0x7f.1, 10.0.0.5', '10.0.0.5'],
  ['127.0.0.1', '198.51.100.1, 10', '127.0.0.1'],
  ['fe80::1%br-lan', '2001:db8::7', '2001:db8::7'],
  ['127.0.0.1', ','.repeat(10_000), '127.0.0.1'],
] as const)('a peer at %s that forwards %s is a client at %s', ([peer, forwarded, client]) => {
  expect(addressOf(requestFrom(peer, forwarded))).toBe(client);
});

test('a closed connection has no address', () => {
  expect(addressOf(requestFrom(undefined))).toBe('unknown');
  expect(addressOf(undefined)).toBe('unknown');
});

test.for([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
  ['', ''],
] as const)('the address %s is counted as %s', ([address, network]) => {
  expect(toNetwork(address)).toBe(network);
});

test('each address of IPv6 has a network, whatever its zone is called', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.stringMatching(/^(?:%[a-z][a-z0-9.-]{0,14})?$/), (address, zone) => {
      fc.pre(isIPv6(address + zone));
      expect(toNetwork(address + zone)).toMatch(/^(?:[\da-f]{1,4}:){4}:\/64$|^[\d.]+$/);
    }),
  );
});

test.for([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:172.16.3.4', true],
  ['fd12::3', true],
  ['fe80::1%br-lan', true],
  ['172.32.0.1', false],
  ['169.254.1.1', false],
  ['2001:db8::1', false],
  ['unknown', false],
] as const)('the address %s is private or local: %s', ([address, near]) => {
  expect(isTrusted(address)).toBe(near);
});

test.for([
  [['203.0.113.0/24'], '203.0.113.9', '198.51.100.1', '198.51.100.1'],
  [['203.0.113.0/24'], '203.0.113.9', '1.1.1.1, 198.51.100.1, 203.0.113.77', '198.51.100.1'],
  [['203.0.113.0/24'], '10.0.0.5', '198.51.100.1', '10.0.0.5'],
  [['private', '203.0.113.9'], '10.0.0.5', '198.51.100.1, 203.0.113.9', '198.51.100.1'],
  [['private', '203.0.113.9'], '127.0.0.1', '198.51.100.1', '127.0.0.1'],
  [['2001:db8::/32'], '2001:db8::1', '198.51.100.1', '198.51.100.1'],
  [[], '127.0.0.1', '198.51.100.1', '127.0.0.1'],
] as const)('with the proxies %s, a peer at %s that forwards %s is at %s', ([proxies, ...row]) => {
  const [peer, forwarded, client] = row;
  expect(createClientAddresses(proxies).addressOf(requestFrom(peer, forwarded))).toBe(client);
});

test('without trusted proxies a private client is counted, and with them a proxy is not', () => {
  const request = requestFrom('10.0.0.5');
  expect(createClientAddresses([]).networkOf(request)).toBe('10.0.0.5');
  expect(createClientAddresses().networkOf(request)).toBeNull();
});
