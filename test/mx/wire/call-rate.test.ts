import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallRate } from '../../../src/mx/wire/call-rate.ts';

test('calls are made at once up to a tenth of a second, and then at the rate', () => {
  const rate = createCallRate({ perSecond: () => 100, now: () => 0 });
  const waits = Array.from({ length: 14 }, () => rate.reserve(1_000));
  expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
  expect(waits.slice(10)).toEqual([10, 20, 30, 40]);
});

test('a call that would wait too long does not count', () => {
  const rate = createCallRate({ perSecond: () => 1, now: () => 0 });
  expect(rate.reserve(500)).toBe(0);
  expect(rate.reserve(500)).toBe(1_000);
  expect(rate.reserve(500)).toBe(1_000);
});

test('a process whose share grows uses it with the next call', () => {
  let share = 1;
  let time = 0;
  const rate = createCallRate({ perSecond: () => share, now: () => time });
  rate.reserve(0);
  share = 1_000;
  time = 1_000;
  expect(Array.from({ length: 50 }, () => rate.reserve(0))).not.toContain(1);
});

test('no second has more calls than the rate and its burst', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), gaps, (perSecond, pauses) => {
      let time = 0;
      const rate = createCallRate({ perSecond: () => perSecond, now: () => time });
      const calls = pauses.map((pause) => {
        time += pause;
        return time + rate.reserve(Infinity);
      });
      for (const from of calls) {
        const within = calls.filter((at) => at >= from && at < from + 1_000).length;
        expect(within).toBeLessThanOrEqual(Math.ceil(perSecond * 1.1) + 1);
      }
    }),
  );
});
