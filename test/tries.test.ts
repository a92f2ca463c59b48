import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTries } from '../src/tries.ts';

test('a window starts with its first attempt, and refused attempts do not extend it', () => {
  let time = 1_000;
  const tries = createTries({ most: 2, windowMs: 100, monotonicNow: () => time });
  expect([tries.take('a'), tries.take('a'), tries.take('a')]).toEqual([null, null, 100]);
  time += 60;
  expect([tries.take('a'), tries.take('b')]).toEqual([40, null]);
  time += 40;
  expect([tries.take('a'), tries.take('a'), tries.take('a')]).toEqual([null, null, 100]);
});

test('a key whose window is over is forgotten', () => {
  let time = 0;
  const tries = createTries({ most: 2, windowMs: 100, monotonicNow: () => time });
  for (let key = 0; key < 500; key += 1) tries.take(String(key));
  expect(tries.size()).toBe(500);
  time += 100;
  tries.take('new');
  expect(tries.size()).toBe(1);
});

test('any period as long as a window has at most the attempts of two windows', () => {
  const pauses = fc.array(fc.nat(40), { maxLength: 200 });
  fc.assert(
    fc.property(pauses, (all) => {
      let time = 0;
      const taken: number[] = [];
      const tries = createTries({ most: 3, windowMs: 100, monotonicNow: () => time });
      for (const pause of all) {
        time += pause;
        const waitMs = tries.take('a');
        if (waitMs === null) taken.push(time);
        expect(waitMs ?? 1).toBeGreaterThan(0);
        expect(waitMs ?? 0).toBeLessThanOrEqual(100);
      }
      for (const from of taken) {
        expect(taken.filter((at) => at >= from && at < from + 100).length).toBeLessThanOrEqual(6);
      }
    }),
  );
});
