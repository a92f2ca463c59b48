import { expect, test } from 'vitest';
import { type AttemptOptions, createAttempts, toNetwork } from '../../src/operation/attempts.ts';

const MINUTE = 60_000;
const ada = { caller: 'USR-1', address: '192.0.2.1', isPartner: false };
const bob = { caller: 'USR-2', address: '192.0.2.1', isPartner: false };

/** Attempts at a time that a test tells. */
function startAttempts(options: AttemptOptions = {}) {
  let time = 5 * MINUTE;
  const attempts = createAttempts({ ...options, monotonicNow: () => time });
  return {
    ...attempts,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

function takeAll(count: number, take: () => { ok: boolean }) {
  const all = Array.from({ length: count }, take);
  return all.filter(({ ok }) => ok).length;
}

test('takes ten attempts of an end user in fifteen minutes', () => {
  const attempts = startAttempts();
  expect(takeAll(15, () => attempts.take(ada))).toBe(10);
  attempts.advance(5 * MINUTE);
  expect(attempts.take(ada)).toEqual({
    ok: false,
    retryAfterMs: 10 * MINUTE,
    limit: 'attemptsPerUser',
  });
  attempts.advance(10 * MINUTE - 1);
  expect(attempts.take(ada)).toMatchObject({ ok: false, retryAfterMs: 1 });
  attempts.advance(1);
  expect(takeAll(15, () => attempts.take(ada))).toBe(10);
});

test('counts each end user apart', () => {
  const attempts = startAttempts();
  takeAll(10, () => attempts.take(ada));
  expect(attempts.take(bob)).toEqual({ ok: true });
});

test('counts an end user wherever they come from', () => {
  const attempts = startAttempts();
  takeAll(10, () => attempts.take(ada));
  expect(attempts.take({ ...ada, address: '192.0.2.2' })).toMatchObject({ ok: false });
});

test('counts all end users of one address together', () => {
  const attempts = startAttempts({ perAddress: 15 });
  takeAll(10, () => attempts.take(ada));
  expect(takeAll(10, () => attempts.take(bob))).toBe(5);
  expect(attempts.take({ ...bob, caller: 'USR-3' })).toMatchObject({ ok: false });
  const elsewhere = { ...bob, caller: 'USR-3', address: '192.0.2.2' };
  expect(attempts.take(elsewhere)).toEqual({ ok: true });
});

test('counts nothing against an address once the end user is refused', () => {
  const attempts = startAttempts({ perAddress: 15 });
  takeAll(100, () => attempts.take(ada));
  expect(takeAll(10, () => attempts.take(bob))).toBe(5);
});

test('does not limit partners, nor count them against an address', () => {
  const attempts = startAttempts({ perAddress: 15 });
  expect(takeAll(200, () => attempts.take({ ...ada, isPartner: true }))).toBe(200);
  expect(attempts.take(ada)).toEqual({ ok: true });
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
] as const)('takes %s for %s', ([address, network]) => {
  expect(toNetwork(address)).toBe(network);
});
