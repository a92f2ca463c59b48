import { expect, test } from 'vitest';
import { createRetryBudget } from '../../../src/mx/wire/retry-budget.ts';

const NOW = 1_000_000;

function setUp(calls: number) {
  const budget = createRetryBudget();
  for (let call = 0; call < calls; call += 1) budget.callStarted(NOW);
  return {
    budget,
    takeAll: (nowMs = NOW) => {
      let taken = 0;
      while (taken < 1_000 && budget.take(nowMs)) taken += 1;
      return taken;
    },
  };
}

test.for<[number, number]>([
  [0, 10],
  [50, 10],
  [100, 20],
  [1_000, 200],
])('a budget of %i calls in ten seconds has %i retries', ([calls, retries]) => {
  const { budget, takeAll } = setUp(calls);
  expect(budget.hasLeft(NOW)).toBe(true);
  expect(takeAll()).toBe(retries);
  expect(budget.hasLeft(NOW)).toBe(false);
});

test('a retry budget forgets calls and retries after ten seconds', () => {
  const { budget, takeAll } = setUp(1_000);
  expect(takeAll()).toBe(200);
  for (let call = 0; call < 100; call += 1) budget.callStarted(NOW + 5_000);
  expect(takeAll(NOW + 9_000)).toBe(20);
  expect(takeAll(NOW + 10_000)).toBe(0);
  expect(takeAll(NOW + 18_000)).toBe(0);
  expect(takeAll(NOW + 19_000)).toBe(10);
  expect(takeAll(NOW + 1e9)).toBe(10);
});
