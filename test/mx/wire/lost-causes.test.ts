import { expect, test } from 'vitest';
import { createLostCauses } from '../../../src/mx/wire/lost-causes.ts';

function failFor(ms: number, everyMs = 100) {
  const lost = createLostCauses();
  for (let now = 0; now <= ms; now += everyMs) lost.record(['readUser', 'ada'], false, now);
  return lost;
}

test('a user whose attempts have all failed for a second is a lost cause', () => {
  expect(failFor(900).include(['readUser', 'ada'], 1_000)).toBe(false);
  const lost = failFor(1_000);
  expect(lost.include(['readUser', 'ada'], 1_000)).toBe(true);
  expect(lost.include(['listMembers', 'ada'], 1_000)).toBe(true);
  expect(lost.include(['listMembers', 'bob'], 1_000)).toBe(false);
});

test('a few failures, however far apart, make no lost cause', () => {
  expect(failFor(3_000, 1_000).include(['ada'], 3_000)).toBe(false);
});

test('a success of the endpoint or the user ends its lost cause, and no other', () => {
  const lost = failFor(1_000);
  lost.record(['readUser', 'bob'], true, 1_000);
  expect(lost.include(['readUser', 'bob'], 1_000)).toBe(false);
  expect(lost.include(['readUser', 'ada'], 1_000)).toBe(true);
  lost.record(['listMembers', 'ada'], true, 1_000);
  expect(lost.include(['readUser', 'ada'], 1_000)).toBe(false);
});

test('a lost cause is forgotten after half a minute', () => {
  const lost = failFor(1_000);
  expect(lost.include(['ada'], 30_999)).toBe(true);
  expect(lost.include(['ada'], 31_000)).toBe(false);
  lost.record(['ada'], false, 40_000);
  expect(lost.include(['ada'], 40_000)).toBe(false);
});

test('a thousand lost causes are remembered at most', () => {
  const lost = failFor(1_000);
  for (let index = 0; index < 1_000; index += 1) lost.record([`user ${index}`], false, 1_000);
  expect(lost.include(['ada'], 1_000)).toBe(false);
});
