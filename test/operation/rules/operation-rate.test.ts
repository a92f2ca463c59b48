import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOperationRate } from '../../../src/operation/rules/operation-rate.ts';

function takenOf(rate: { readonly take: () => boolean }, count: number): number {
  return Array.from({ length: count }, () => rate.take()).filter(Boolean).length;
}

test('a rate allows a burst, then as many a second as it refills', () => {
  let time = 0;
  const rate = createOperationRate({ now: () => time });
  expect(takenOf(rate, 500)).toBe(100);
  time += 1_000;
  expect(takenOf(rate, 500)).toBe(50);
  time += 20;
  expect(takenOf(rate, 500)).toBe(1);
});

test('a rate saves no more than a burst, however long the pause', () => {
  let time = 0;
  const rate = createOperationRate({ now: () => time });
  takenOf(rate, 100);
  time += 3_600_000;
  expect(takenOf(rate, 500)).toBe(100);
});

test('a rate never allows more than the burst and its refill', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 200 }), (pauses) => {
      let time = 0;
      let taken = 0;
      const rate = createOperationRate({ now: () => time, burst: 3, perSecond: 10 });
      for (const pause of pauses) {
        time += pause;
        if (rate.take()) taken += 1;
        expect(taken).toBeLessThanOrEqual(3 + time / 100 + 1e-6);
      }
    }),
  );
});
