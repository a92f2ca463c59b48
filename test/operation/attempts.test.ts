import { expect, onTestFinished, test, vi } from 'vitest';
import { createAttempts, toNetwork } from '../../src/operation/attempts.ts';

const MINUTE = 60_000;
const ada = { caller: 'USR-1', address: '192.0.2.1', isPartner: false };
const bob = { caller: 'USR-2', address: '192.0.2.1', isPartner: false };

/** The library reads the time from Date and forgets by timers: both stand still here. */
function stopTime() {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

async function takeAll(count: number, take: () => Promise<{ ok: boolean }>) {
  const all = await Promise.all(Array.from({ length: count }, take));
  return all.filter(({ ok }) => ok).length;
}

test('takes ten attempts of an end user in fifteen minutes', async () => {
  stopTime();
  const attempts = createAttempts();
  expect(await takeAll(15, () => attempts.take(ada))).toBe(10);
  vi.advanceTimersByTime(5 * MINUTE);
  expect(await attempts.take(ada)).toEqual({
    ok: false,
    retryAfterMs: 10 * MINUTE,
    limit: 'attemptsPerUser',
  });
  vi.advanceTimersByTime(10 * MINUTE - 1);
  expect(await attempts.take(ada)).toMatchObject({ ok: false, retryAfterMs: 1 });
  vi.advanceTimersByTime(1);
  expect(await takeAll(15, () => attempts.take(ada))).toBe(10);
});

test('counts each end user apart', async () => {
  stopTime();
  const attempts = createAttempts();
  await takeAll(10, () => attempts.take(ada));
  expect(await attempts.take(bob)).toEqual({ ok: true });
});

test('counts an end user wherever they come from', async () => {
  stopTime();
  const attempts = createAttempts();
  await takeAll(10, () => attempts.take(ada));
  expect(await attempts.take({ ...ada, address: '192.0.2.2' })).toMatchObject({ ok: false });
});

test('counts all end users of one address together', async () => {
  stopTime();
  const attempts = createAttempts({ perAddress: 15 });
  await takeAll(10, () => attempts.take(ada));
  expect(await takeAll(10, () => attempts.take(bob))).toBe(5);
  expect(await attempts.take({ ...bob, caller: 'USR-3' })).toMatchObject({ ok: false });
  const elsewhere = { ...bob, caller: 'USR-3', address: '192.0.2.2' };
  expect(await attempts.take(elsewhere)).toEqual({ ok: true });
});

test('counts nothing against an address once the end user is refused', async () => {
  stopTime();
  const attempts = createAttempts({ perAddress: 15 });
  await takeAll(100, () => attempts.take(ada));
  expect(await takeAll(10, () => attempts.take(bob))).toBe(5);
});

test('does not limit partners, nor count them against an address', async () => {
  stopTime();
  const attempts = createAttempts({ perAddress: 15 });
  expect(await takeAll(200, () => attempts.take({ ...ada, isPartner: true }))).toBe(200);
  expect(await attempts.take(ada)).toEqual({ ok: true });
});

test('forgets everybody when their time is over', async () => {
  stopTime();
  const attempts = createAttempts();
  for (let user = 0; user < 500; user += 1) {
    await attempts.take({ ...ada, caller: `USR-${user}`, address: `192.0.2.${user}` });
  }
  expect(vi.getTimerCount()).toBe(1_000);
  vi.advanceTimersByTime(15 * MINUTE);
  expect(vi.getTimerCount()).toBe(0);
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
