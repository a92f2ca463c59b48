import { expect, test } from 'vitest';
import { createTally } from '../../src/observability/tally.ts';

test('a tally reports each name at once, then its count when the time has passed', () => {
  let nowMs = 5;
  const tally = createTally(100, () => nowMs);
  expect(tally.count('a')).toBe(1);
  expect(tally.count('a')).toBeNull();
  nowMs = 104;
  expect(tally.count('b')).toBe(1);
  expect(tally.count('a')).toBeNull();
  nowMs = 105;
  expect(tally.count('a')).toBe(3);
  expect(tally.count('a')).toBeNull();
});
