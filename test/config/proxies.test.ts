import { expect, test } from 'vitest';
import { configOf, problemsOf } from './reading.ts';

test.for([
  [undefined, ['loopback', 'private']],
  ['none', []],
  ['private, 203.0.113.0/24', ['private', '203.0.113.0/24']],
  ['203.0.113.9,2001:db8::/32', ['203.0.113.9', '2001:db8::/32']],
] as const)('TRUSTED_PROXIES %s is %o', ([text, trustedProxies]) => {
  const env = text === undefined ? {} : { TRUSTED_PROXIES: text };
  expect(configOf(env)).toMatchObject({ trustedProxies });
});

test.for([
  ...['*', 'true', '1', 'none,private', 'nginx', '10', '10.0.0/8', '0.0.0.0/0', '10.0.0.0/7'],
  ...['10.0.0.0/33', '::/0', '2001:db8::/129', '10.0.0.1/', '10.0.0.1/8/8', 'fe80::1%eth0', ','],
])('TRUSTED_PROXIES %s is refused', (text) => {
  expect(problemsOf({ TRUSTED_PROXIES: text })).toEqual([
    expect.stringMatching(
      /^TRUSTED_PROXIES is ".*"; it must be none, or comma-separated addresses/,
    ),
  ]);
});
