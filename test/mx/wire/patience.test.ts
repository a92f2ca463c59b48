import { expect, test } from 'vitest';
import { createPatience } from '../../../src/mx/wire/patience.ts';

test('a quick MX counts as silent after a quarter of the deadline', () => {
  const patience = createPatience(10_000);
  expect(patience.silentMs()).toBe(2_500);
  for (let answer = 0; answer < 100; answer += 1) patience.heard(50);
  expect(patience.silentMs()).toBe(2_500);
});

test('a slow MX counts as silent later, until its responses are quick again', () => {
  const patience = createPatience(10_000);
  patience.heard(4_000);
  expect(patience.silentMs()).toBe(8_000);
  for (let answer = 0; answer < 200; answer += 1) patience.heard(50);
  expect(patience.silentMs()).toBe(2_500);
});
