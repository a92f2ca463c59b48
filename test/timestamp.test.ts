import { expect, test } from 'vitest';
import { toTimestamp } from '../src/timestamp.ts';

const NOON = Date.UTC(2026, 10, 28, 12);

test('a moment is written in UTC with milliseconds, also after another one', () => {
  for (const ms of [NOON, NOON, NOON + 1, NOON, 0, -1]) {
    expect(toTimestamp(ms)).toBe(new Date(ms).toISOString());
  }
  expect(toTimestamp(NOON)).toBe('2026-11-28T12:00:00.000Z');
});

test('a moment that cannot be written is an error, and is not kept', () => {
  for (const ms of [Number.NaN, Number.NaN, Infinity, Infinity]) {
    expect(() => toTimestamp(ms)).toThrow(RangeError);
  }
  expect(toTimestamp(NOON)).toBe('2026-11-28T12:00:00.000Z');
});
