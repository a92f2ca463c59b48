import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallRate } from '../../../src/mx/wire/call-rate.ts';

function startRate(perSecond: number) {
  const world = { time: 0, perSecond };
  const rate = createCallRate({ perSecond: () => world.perSecond, now: () => world.time });
  return { ...rate, world };
}

test('calls are made at once up to a tenth of a second, and then at the rate', () => {
  const { take, waitMs, world } = startRate(110);
  const takeAll = () => {
    let taken = 0;
    while (take(1)) taken += 1;
    return taken;
  };
  expect(takeAll()).toBe(10);
  expect(waitMs()).toBeCloseTo(10);
  world.time += 10;
  expect(takeAll()).toBe(1);
  world.time += 50;
  expect(takeAll()).toBe(5);
});

test('a rate below ten per second makes one call at a time', () => {
  const { take, waitMs, world } = startRate(1);
  expect(take(1)).toBe(true);
  expect(take(1)).toBe(false);
  expect(waitMs()).toBeCloseTo(1_100);
  world.time += 1_101;
  expect(take(1)).toBe(true);
});

test('a call that counts as five takes the turns of five', () => {
  const { take, waitMs } = startRate(1);
  take(5);
  expect(waitMs()).toBeCloseTo(5_500);
});

test('a process whose share changes keeps to it from the next call on', () => {
  const { take, world, durationMs } = startRate(1);
  expect(durationMs(2)).toBeCloseTo(2_200);
  world.perSecond = 1_100;
  expect(take(1)).toBe(true);
  expect(take(1)).toBe(true);
  world.perSecond = Infinity;
  world.time += 1;
  expect(Array.from({ length: 5_000 }, () => take(1))).not.toContain(false);
});

test('no second has more calls than the rate', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), pauses, (perSecond, gaps) => {
      const { take, world } = startRate(perSecond);
      const calls: number[] = [];
      for (const gap of gaps) {
        world.time += gap;
        while (take(1)) calls.push(world.time);
      }
      for (const from of calls) {
        const within = calls.filter((at) => at >= from && at < from + 1_000).length;
        expect(within).toBeLessThanOrEqual(perSecond);
      }
    }),
  );
});
