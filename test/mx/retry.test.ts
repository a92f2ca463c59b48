import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createRetryBudget,
  parseRetryAfter,
  retryDelayMs,
  type FailedAttempt,
} from '../../src/mx/retry.ts';

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

test('waits for a random part of a doubling bound', () => {
  expect(retryDelayMs(failed, () => 0)).toBe(0);
  expect(retryDelayMs(failed, () => 1)).toBe(100);
  expect(retryDelayMs({ ...failed, attempt: 1 }, () => 1)).toBe(200);
});

test('never waits less than MX asked for, nor past the deadline', () => {
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
  ['86400', 86_400_000],
  ['99999999999', 86_400_000],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['Soon', undefined],
  ['soon', undefined],
  ['5 minutes', undefined],
  ['NaN', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads Retry-After %j as %s ms', ([written, ms]) => {
  expect(parseRetryAfter(written, NOW)).toBe(ms);
});

test('reads any Retry-After as nothing or as 0 to a day', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String)), (written) => {
      const ms = parseRetryAfter(written, NOW);
      if (ms === undefined) return;
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThanOrEqual(86_400_000);
    }),
  );
});

test('lets three calls retry at once, and a tenth of the calls when that is more', () => {
  const budget = createRetryBudget();
  const shares = () => Array.from({ length: 20 }, () => budget.take()).filter(Boolean).length;
  expect(shares()).toBe(3);
  for (let call = 0; call < 100; call += 1) budget.callStarted();
  expect(shares()).toBe(7);
  budget.giveBack();
  expect(shares()).toBe(1);
  for (let call = 0; call < 100; call += 1) budget.callEnded();
  expect(shares()).toBe(0);
});
