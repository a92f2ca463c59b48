import { expect, test } from 'vitest';
import type { Refusal } from '../../../src/operation/refusal.ts';
import {
  createCredentialAttempts,
  type CredentialAttemptOptions,
} from '../../../src/operation/rules/credential-attempts.ts';

const MINUTE = 60_000;
const user = (userGuid: string) =>
  ({ caller: `user:${userGuid}`, viewer: { kind: 'user', userGuid } }) as const;
const ada = user('USR-1');
const bob = user('USR-2');

/** Attempts at a time that a test tells. */
function startAttempts(options: CredentialAttemptOptions = {}) {
  let time = 5 * MINUTE;
  const attempts = createCredentialAttempts({ ...options, monotonicNow: () => time });
  return {
    ...attempts,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

function takeAll(count: number, take: () => Refusal | undefined) {
  const all = Array.from({ length: count }, take);
  return all.filter((refusal) => refusal === undefined).length;
}

test('an end user has ten attempts in fifteen minutes', () => {
  const attempts = startAttempts();
  expect(takeAll(15, () => attempts.take(ada))).toBe(10);
  attempts.advance(5 * MINUTE);
  expect(attempts.take(ada)).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterMs: 10 * MINUTE,
    limit: 'attemptsPerUser',
    http: { status: 429, headers: { 'retry-after': '600' } },
  });
  attempts.advance(10 * MINUTE - 1);
  expect(attempts.take(ada)).toMatchObject({ retryAfterMs: 1 });
  attempts.advance(1);
  expect(takeAll(15, () => attempts.take(ada))).toBe(10);
});

test('attempts of each end user count separately', () => {
  const attempts = startAttempts();
  takeAll(10, () => attempts.take(ada));
  expect(attempts.take(bob)).toBeUndefined();
});

test('attempts of partners are not limited', () => {
  const attempts = startAttempts();
  expect(takeAll(200, () => attempts.take({ ...ada, viewer: { kind: 'partner' } }))).toBe(200);
  expect(attempts.take(ada)).toBeUndefined();
});
