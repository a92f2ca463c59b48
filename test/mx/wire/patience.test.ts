import { expect, test } from 'vitest';
import { createPatience } from '../../../src/mx/wire/patience.ts';

test('waits a quarter of the deadline for a quick MX', () => {
  const patience = createPatience(10_000);
  expect(patience.silentMs()).toBe(2_500);
  for (let answer = 0; answer < 100; answer += 1) patience.heard(50);
  expect(patience.silentMs()).toBe(2_500);
});

test('waits longer for a slow one, and forgets that with its quick answers', () => {
  const patience = createPatience(10_000);
  patience.heard(4_000);
  expect(patience.silentMs()).toBe(8_000);
  for (let answer = 0; answer < 200; answer += 1) patience.heard(50);
  expect(patience.silentMs()).toBe(2_500);
});
