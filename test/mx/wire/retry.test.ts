import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRetryAfter, retryDelayMs, type FailedAttempt } from '../../../src/mx/wire/retry.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const failed: FailedAttempt = {
  method: 'GET',
  attempt: 0,
  status: 503,
  mayPass: true,
  retryAfterMs: undefined,
  remainingMs: 10_000,
};

test.for<[string, Partial<FailedAttempt>, boolean]>([
  ['a read', {}, true],
  ['a read for the second time', { attempt: 1 }, true],
  ['a read for the third time', { attempt: 2 }, false],
  ['a post', { method: 'POST' }, false],
  ['a put', { method: 'PUT' }, false],
  ['a delete', { method: 'DELETE' }, false],
  ['429', { status: 429 }, true],
  ['500', { status: 500 }, true],
  ['502', { status: 502 }, true],
  ['504', { status: 504 }, true],
  ['501', { status: 501 }, false],
  ['400', { status: 400 }, false],
  ['401', { status: 401 }, false],
  ['403', { status: 403 }, false],
  ['404', { status: 404 }, false],
  ['302', { status: 302 }, false],
  ['a lost connection', { status: undefined }, true],
  ['a bad certificate', { status: undefined, mayPass: false }, false],
  ['what MX wants later, in time', { retryAfterMs: 9_000 }, true],
  ['what MX wants later, too late', { retryAfterMs: 10_000 }, false],
  ['a call out of time', { remainingMs: 0 }, false],
])('%s is retried: %s', ([, change, isRetried]) => {
  expect(retryDelayMs({ ...failed, ...change }, () => 0.5) !== undefined).toBe(isRetried);
});

test('a retry waits for at least half of a growing bound, the rest at random', () => {
  expect(retryDelayMs(failed, () => 0)).toBe(50);
  expect(retryDelayMs(failed, () => 1)).toBe(100);
  expect(retryDelayMs({ ...failed, attempt: 1 }, () => 0)).toBe(200);
  expect(retryDelayMs({ ...failed, attempt: 1 }, () => 1)).toBe(400);
});

test('a retry never waits less than MX asks for, nor past the deadline', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 20_000 }),
      fc.nat({ max: 20_000 }),
      fc.nat({ max: 3 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (retryAfterMs, remainingMs, attempt, random) => {
        const all = { ...failed, retryAfterMs, remainingMs, attempt };
        const delayMs = retryDelayMs(all, () => random);
        if (delayMs === undefined) return;
        expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs);
        expect(delayMs).toBeLessThan(remainingMs);
      },
    ),
  );
});

test.for<[string | undefined, number | undefined]>([
  ['1', 1_000],
  [' 30 ', 30_000],
  ['0', 0],
  ['1.5', 1_500],
  ['-5', 0],
  ['300', 300_000],
  ['86400', 300_000],
  ['99999999999', 300_000],
  ['1e999', 300_000],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['Soon', undefined],
  ['soon', undefined],
  ['5 minutes', undefined],
  ['NaN', undefined],
  ['', undefined],
  [undefined, undefined],
])('a Retry-After of %j reads as %s ms', ([written, ms]) => {
  expect(parseRetryAfter(written, undefined, NOW)).toBe(ms);
});

test('any Retry-After reads as nothing or as 0 to five minutes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String)), (written) => {
      const ms = parseRetryAfter(written, undefined, NOW);
      if (ms === undefined) return;
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThanOrEqual(300_000);
    }),
  );
});

test('a date in Retry-After counts from the date of the response, whatever the time is here', () => {
  const inHalfAMinute = 'Sun, 22 Nov 2026 12:00:30 GMT';
  const sent = 'Sun, 22 Nov 2026 12:00:00 GMT';
  for (const hours of [-1, 0, 1]) {
    expect(parseRetryAfter(inHalfAMinute, sent, NOW + hours * 3_600_000)).toBe(30_000);
  }
  expect(parseRetryAfter(inHalfAMinute, 'yesterday', NOW)).toBe(30_000);
});
