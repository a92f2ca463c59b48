import { expect, test } from 'vitest';
import { untilKnown, untilNextPoll, untilRetry } from '../../src/status/pace.ts';
import { aStatus, challenged, running } from './models.ts';

const slow = { pollMs: 90_000, jitter: () => 0 };

test.for([
  ['idle', aStatus()],
  ['running', running],
  ['challenged', challenged('CRD-1')],
] as const)('the pace keeps to a pollMs above its bounds for a member that is %s', ([, status]) => {
  expect(untilNextPoll(status, { answers: 0, ms: 0, isOverdue: false }, slow)).toBe(slow.pollMs);
});

test('the pace keeps to a pollMs above its own bounds after a failure', () => {
  expect(untilRetry(1, undefined, slow)).toBe(slow.pollMs);
  expect(untilRetry(1, 1000, slow)).toBe(slow.pollMs);
});

test('the pace stays within its bounds however long nothing happens', () => {
  const pace = { pollMs: 3000, jitter: () => 1 };
  expect(untilNextPoll(aStatus(), { answers: 5000, ms: 0, isOverdue: false }, pace)).toBe(60_000);
  expect(untilRetry(5000, undefined, pace)).toBe(30_000);
});

test('the pace for an unknown member slows down to that of polls', () => {
  const pace = { pollMs: 3000, jitter: () => 0 };
  expect([1, 2, 3, 4, 5, 5000].map((misses) => untilKnown(misses, pace))).toEqual([
    400, 800, 1600, 3000, 3000, 3000,
  ]);
  expect(untilKnown(5000, { pollMs: 3000, jitter: () => 1 })).toBe(3600);
});
