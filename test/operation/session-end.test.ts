import { expect, onTestFinished, test, vi } from 'vitest';
import { createOnSessionEnd } from '../../src/operation/session-end.ts';
import { settle } from '../support/manual-clock.ts';

const HOUR = 3_600_000;

/** Two clocks and the timers, all of which a test moves; the first may also be set. */
function startClocks() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let wall = Date.parse('2026-11-25T12:00:00Z');
  let monotonic = 1_000;
  const onSessionEnd = createOnSessionEnd({ now: () => wall, monotonicNow: () => monotonic });
  const isStillGood = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true));
  return {
    isStillGood,
    onExpiry: (expiresAt: number | null, onEnd: (how: string) => void) =>
      onSessionEnd({ expiresAt, isStillGood }, onEnd),
    now: () => wall,
    set: (ms: number) => {
      wall += ms;
    },
    /** By steps, so that a timer finds the clocks where they are when it fires. */
    pass: (ms: number, isAsleep = false) => {
      for (let left = ms; left > 0; left -= 500) {
        const step = Math.min(left, 500);
        wall += step;
        if (!isAsleep) monotonic += step;
        if (!isAsleep) vi.advanceTimersByTime(step);
      }
    },
  };
}

test('the end of a token is reported when it comes, and not before', () => {
  const { onExpiry, now, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  onExpiry(now() + 60_000, onExpired);
  pass(59_500);
  expect(onExpired).not.toHaveBeenCalled();
  pass(500);
  expect(onExpired.mock.calls).toEqual([['expired']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('the end of a token that has expired already is reported soon, and not at once', () => {
  const { onExpiry, now, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  onExpiry(now() - 1, onExpired);
  expect(onExpired).not.toHaveBeenCalled();
  pass(1);
  expect(onExpired).toHaveBeenCalledOnce();
});

test('a clock that jumps forward beyond the end of a token ends it within five seconds', () => {
  const { onExpiry, now, set, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  onExpiry(now() + HOUR / 2, onExpired);
  pass(60_000);
  set(HOUR);
  pass(5_000);
  expect(onExpired).toHaveBeenCalledOnce();
});

test('a clock that jumps back does not extend a token', () => {
  const { onExpiry, now, set, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  onExpiry(now() + 60_000, onExpired);
  set(-HOUR);
  pass(59_500);
  expect(onExpired).not.toHaveBeenCalled();
  pass(500);
  expect(onExpired).toHaveBeenCalledOnce();
});

test('a machine that has slept past the end of a token ends it within five seconds', () => {
  const { onExpiry, now, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  onExpiry(now() + HOUR, onExpired);
  pass(2 * HOUR, true);
  pass(5_000);
  expect(onExpired).toHaveBeenCalledOnce();
});

test.for([2 ** 31, 2 ** 32, 1e12, 8.64e15])('a token of %d ms is not ended early', (ms) => {
  const { onExpiry, now, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  const forget = onExpiry(now() + ms, onExpired);
  pass(60_000);
  expect(onExpired).not.toHaveBeenCalled();
  forget();
});

test('a session that was left, and one without an end, is not reported', () => {
  const { onExpiry, now, pass } = startClocks();
  const onExpired = vi.fn<(how: string) => void>();
  const forget = onExpiry(now() + 60_000, onExpired);
  onExpiry(null, onExpired);
  pass(30_000);
  forget();
  pass(60_000);
  expect(onExpired).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test('a user who is no longer active ends the session within five seconds, whatever the token', async () => {
  const { onExpiry, now, pass, isStillGood } = startClocks();
  const onEnd = vi.fn<(how: string) => void>();
  onExpiry(now() + HOUR, onEnd);
  pass(60_000);
  await settle();
  isStillGood.mockResolvedValue(false);
  pass(5_000);
  await settle();
  expect(onEnd.mock.calls).toEqual([['revoked']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a user of unknown activity is looked up once, and the token ends', async () => {
  const { onExpiry, now, pass, isStillGood } = startClocks();
  const onEnd = vi.fn<(how: string) => void>();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  isStillGood.mockReturnValue(promise);
  onExpiry(now() + 60_000, onEnd);
  pass(59_000);
  expect(isStillGood).toHaveBeenCalledOnce();
  pass(1_000);
  resolve(false);
  await settle();
  expect(onEnd.mock.calls).toEqual([['expired']]);
});
