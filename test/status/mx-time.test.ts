import { expect, test } from 'vitest';
import { compareTimes, timeOf } from '../../src/status/mx-time.ts';

test.for([
  ['2026-11-22T12:00:00.731Z', 1_795_348_800_731],
  ['2026-11-22T13:00:00.731+01:00', 1_795_348_800_731],
  ['2026-11-22T12:00:00+0000', 1_795_348_800_000],
  ['soon', null],
  ['', null],
  [null, null],
] as const)('the time %s reads as %s', ([date, ms]) => {
  expect(timeOf(date)).toBe(ms);
});

test.for([
  [5731, 5730, 1],
  [5731, 5731, 0],
  [5731, 5732, -1],
  [5000, 5731, 0],
  [5731, 5000, 0],
  [5000, 6731, -1],
  [5731, 6000, -1],
  [6000, 5731, 1],
] as const)('the times %i and %i compare as %i', ([a, b, sign]) => {
  expect(Math.sign(compareTimes(a, b))).toBe(sign);
});
