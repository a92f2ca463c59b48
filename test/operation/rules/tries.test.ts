import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWindows } from '../../../src/operation/rules/tries.ts';

test('a window begins with its first try, and refused tries do not make it longer', () => {
  let time = 1_000;
  const windows = createWindows({ most: 2, windowMs: 100, monotonicNow: () => time });
  expect([windows.take('a'), windows.take('a'), windows.take('a')]).toEqual([null, null, 100]);
  time += 60;
  expect([windows.take('a'), windows.take('b')]).toEqual([40, null]);
  time += 40;
  expect([windows.take('a'), windows.take('a'), windows.take('a')]).toEqual([null, null, 100]);
});

test('keys whose windows are over are forgotten', () => {
  let time = 0;
  const windows = createWindows({ most: 2, windowMs: 100, monotonicNow: () => time });
  for (let key = 0; key < 500; key += 1) windows.take(String(key));
  expect(windows.size()).toBe(500);
  time += 100;
  windows.take('new');
  expect(windows.size()).toBe(1);
});

test('no stretch of a window holds more than two windows let through', () => {
  const pauses = fc.array(fc.nat(40), { maxLength: 200 });
  fc.assert(
    fc.property(pauses, (all) => {
      let time = 0;
      const taken: number[] = [];
      const windows = createWindows({ most: 3, windowMs: 100, monotonicNow: () => time });
      for (const pause of all) {
        time += pause;
        const waitMs = windows.take('a');
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
