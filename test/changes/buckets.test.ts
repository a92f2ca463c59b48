import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBuckets } from '../../src/changes/buckets.ts';

function setUp(options: { burst?: number; perMinute?: number; maxKeys?: number } = {}) {
  const clock = { ms: 0 };
  const buckets = createBuckets({
    burst: 3,
    perMinute: 6,
    monotonicNow: () => clock.ms,
    ...options,
  });
  const tryToTake = (key = 'a') => {
    const waitMs = buckets.waitMs(key);
    if (waitMs === 0) buckets.take(key);
    return waitMs;
  };
  return { clock, tryToTake };
}

test('a bucket gives its burst at once, then one each time that the refill is due', () => {
  const { clock, tryToTake } = setUp();
  expect([1, 2, 3, 4].map(() => tryToTake())).toEqual([0, 0, 0, 10_000]);
  clock.ms = 9_999;
  expect(tryToTake()).toBe(1);
  clock.ms = 10_000;
  expect([tryToTake(), tryToTake()]).toEqual([0, 10_000]);
});

test('a bucket is full again after a pause, and holds no more than its burst', () => {
  const { clock, tryToTake } = setUp();
  for (let taken = 0; taken < 3; taken += 1) tryToTake();
  clock.ms = 1_000_000;
  expect([1, 2, 3, 4].map(() => tryToTake())).toEqual([0, 0, 0, 10_000]);
});

test('buckets of different keys are separate, also of keys on Object.prototype', () => {
  const { tryToTake } = setUp({ burst: 1 });
  const keys = ['a', 'b', '__proto__', 'constructor'];
  expect(keys.map(tryToTake)).toEqual([0, 0, 0, 0]);
  expect(keys.map(tryToTake)).toEqual([10_000, 10_000, 10_000, 10_000]);
});

test('the bucket that was used longest ago is forgotten when there are too many', () => {
  const { tryToTake } = setUp({ burst: 1, maxKeys: 2 });
  for (const key of ['a', 'b', 'c']) tryToTake(key);
  expect(['b', 'c', 'a'].map(tryToTake)).toEqual([10_000, 10_000, 0]);
});

test('a bucket gives never more than its burst and its refill, and never less', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { maxLength: 100 }), (pauses) => {
      const { clock, tryToTake } = setUp();
      let given = 0;
      for (const pause of pauses) {
        clock.ms += pause;
        const waitMs = tryToTake();
        if (waitMs === 0) given += 1;
        expect(given).toBeLessThanOrEqual(3 + clock.ms / 10_000);
        expect(waitMs).toBeLessThanOrEqual(10_000);
      }
    }),
  );
});
