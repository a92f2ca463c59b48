import { expect, test } from 'vitest';
import { createHolds } from '../../src/mx/holds.ts';

test('holds an endpoint back until its time has passed, and no other', () => {
  const holds = createHolds();
  holds.add('readUser', { untilMs: 1_000, code: 'RATE_LIMITED' });
  expect(holds.of('readUser', 999)).toEqual({ untilMs: 1_000, code: 'RATE_LIMITED' });
  expect(holds.of('listUsers', 0)).toBeUndefined();
  expect(holds.of('readUser', 1_000)).toBeUndefined();
});

test('keeps the later of two ends, in whichever order they come', () => {
  const holds = createHolds();
  holds.add('readUser', { untilMs: 1_000, code: 'RATE_LIMITED' });
  holds.add('readUser', { untilMs: 3_000, code: 'UNAVAILABLE' });
  holds.add('readUser', { untilMs: 2_000, code: 'RATE_LIMITED' });
  expect(holds.of('readUser', 0)).toEqual({ untilMs: 3_000, code: 'UNAVAILABLE' });
});
