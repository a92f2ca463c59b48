import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddressOf } from '../../src/operation/client-address.ts';

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
] as const)('a peer at %s that forwards %s is a client at %s', ([peer, forwarded, client]) => {
  expect(clientAddressOf(requestFrom(peer, forwarded))).toBe(client);
});

test('a connection that is gone has no address', () => {
  expect(clientAddressOf(requestFrom(undefined))).toBe('unknown');
  expect(clientAddressOf(undefined)).toBe('unknown');
});
