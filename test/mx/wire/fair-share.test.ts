import { assert, constantFrom, integer, array, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { createFairShare } from '../../../src/mx/wire/fair-share.ts';

/** Takes one after another as long as it may; how many it then has. */
function takeAll(share: ReturnType<typeof createFairShare>, lane: string): number {
  while (share.take(lane));
  return share.heldBy(lane);
}

test.for([
  { generosity: 1, alone: 60, beside: 30, third: 15 },
  { generosity: 2, alone: 80, beside: 27, third: 9 },
  { generosity: 7, alone: 105, beside: 14, third: 1 },
])('a share with generosity $generosity leaves something for each lane', (expected) => {
  const share = createFairShare({ total: 120, generosity: expected.generosity });
  expect(takeAll(share, 'a')).toBe(expected.alone);
  expect(takeAll(share, 'b')).toBe(expected.beside);
  expect(takeAll(share, 'c')).toBe(expected.third);
});

test('a lane without a share gets whatever is left, even more than its share', () => {
  const share = createFairShare({ total: 100, generosity: 1 });
  expect(share.take('a', 70)).toBe(true);
  expect(share.take('b', 31)).toBe(false);
  expect(share.take('b', 30)).toBe(true);
});

test('a lane gets its guaranteed part however little is left', () => {
  const owed = (lane: string) => (lane === 'polls' ? 5 : 1);
  const share = createFairShare({ total: 20, generosity: 1, owed });
  expect([takeAll(share, 'a'), takeAll(share, 'polls'), takeAll(share, 'b')]).toEqual([10, 5, 3]);
});

test('a share holds what was taken and not returned, and never more than its total', () => {
  const step = record({
    lane: constantFrom('a', 'b', 'c'),
    amount: integer({ min: -50, max: 50 }),
  });
  assert(
    property(array(step, { maxLength: 200 }), integer({ min: 1, max: 8 }), (steps, generosity) => {
      const share = createFairShare({ total: 100, generosity });
      const held = new Map<string, number>();
      for (const { lane, amount } of steps) {
        const has = held.get(lane) ?? 0;
        const may = amount >= 0 ? share.mayTake(lane, amount) : has + amount >= 0;
        const isDone = amount >= 0 ? share.take(lane, amount) : may;
        if (amount < 0 && may) share.giveBack(lane, -amount);
        if (may) held.set(lane, has + amount);
        expect(isDone).toBe(may);
        expect(share.heldBy(lane)).toBe(held.get(lane) ?? 0);
        expect(share.left()).toBe(100 - [...held.values()].reduce((sum, each) => sum + each, 0));
        expect(share.left()).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
