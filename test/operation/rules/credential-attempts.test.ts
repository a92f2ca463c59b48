import { expect, test } from 'vitest';
import {
  type AttemptOptions,
  createAttempts,
} from '../../../src/operation/rules/credential-attempts.ts';

const MINUTE = 60_000;
const ada = { caller: 'USR-1', isPartner: false };
const bob = { caller: 'USR-2', isPartner: false };

/** Attempts at a time that a test tells. */
function startAttempts(options: AttemptOptions = {}) {
  let time = 5 * MINUTE;
  const attempts = createAttempts({ ...options, monotonicNow: () => time });
  return {
    ...attempts,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

function takeAll(count: number, take: () => { ok: boolean }) {
  const all = Array.from({ length: count }, take);
  return all.filter(({ ok }) => ok).length;
}

test('takes ten attempts of an end user in fifteen minutes', () => {
  const attempts = startAttempts();
  expect(takeAll(15, () => attempts.take(ada))).toBe(10);
  attempts.advance(5 * MINUTE);
  expect(attempts.take(ada)).toEqual({
    ok: false,
    retryAfterMs: 10 * MINUTE,
    limit: 'attemptsPerUser',
  });
  attempts.advance(10 * MINUTE - 1);
  expect(attempts.take(ada)).toMatchObject({ ok: false, retryAfterMs: 1 });
  attempts.advance(1);
  expect(takeAll(15, () => attempts.take(ada))).toBe(10);
});

test('counts each end user apart', () => {
  const attempts = startAttempts();
  takeAll(10, () => attempts.take(ada));
  expect(attempts.take(bob)).toEqual({ ok: true });
});

test('does not limit partners', () => {
  const attempts = startAttempts();
  expect(takeAll(200, () => attempts.take({ ...ada, isPartner: true }))).toBe(200);
  expect(attempts.take(ada)).toEqual({ ok: true });
});
