import { expect, test } from 'vitest';
import { keepLast } from '../../src/sandbox/keep-last.ts';

test('a list keeps its last items in place', () => {
  const list: number[] = [];
  for (const item of [1, 2, 3, 4, 5]) keepLast(list, item, 3);
  expect(list).toEqual([3, 4, 5]);
});

test('a list keeps ten thousand items by default', () => {
  const list = Array.from({ length: 10_000 }, (_, index) => index);
  keepLast(list, 10_000);
  expect(list).toHaveLength(10_000);
  expect(list.at(-1)).toBe(10_000);
});
