import { expect, test } from 'vitest';
import type { Refusal } from '../../../src/operation/refusal.ts';
import {
  createCredentialAttempts,
  type CredentialAttemptOptions,
} from '../../../src/operation/rules/credential-attempts.ts';
import { createMemory } from '../../../src/shared/memory/memory.ts';

const MINUTE = 60_000;
const user = (userGuid: string) =>
  ({ caller: `user:${userGuid}`, viewer: { kind: 'user', userGuid } }) as const;
const ada = user('USR-1');
const bob = user('USR-2');

/** Attempts at a time that a test tells. */
function startAttempts(options: Partial<CredentialAttemptOptions> = {}) {
  let time = 5 * MINUTE;
  const { createTries } = createMemory({ monotonicNow: () => time }).join();
  const attempts = createCredentialAttempts({ createTries, ...options });
  return {
    ...attempts,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

async function takeAll(count: number, take: () => Promise<Refusal | undefined>) {
  const all = await Promise.all(Array.from({ length: count }, take));
  return all.filter((refusal) => refusal === undefined).length;
}

test('an end user has ten attempts in fifteen minutes', async () => {
  const attempts = startAttempts();
  expect(await takeAll(15, () => attempts.take(ada))).toBe(10);
  attempts.advance(5 * MINUTE);
  expect(await attempts.take(ada)).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterMs: 10 * MINUTE,
    limit: 'attemptsPerUser',
    http: { status: 429, headers: { 'retry-after': '600' } },
  });
  attempts.advance(10 * MINUTE - 1);
  expect(await attempts.take(ada)).toMatchObject({ retryAfterMs: 1 });
  attempts.advance(1);
  expect(await takeAll(15, () => attempts.take(ada))).toBe(10);
});

test('attempts of each end user count separately', async () => {
  const attempts = startAttempts();
  await takeAll(10, () => attempts.take(ada));
  expect(await attempts.take(bob)).toBeUndefined();
});

test('attempts of partners are not limited', async () => {
  const attempts = startAttempts();
  expect(await takeAll(200, () => attempts.take({ ...ada, viewer: { kind: 'partner' } }))).toBe(
    200,
  );
  expect(await attempts.take(ada)).toBeUndefined();
});

test('the attempts of all replicas count together', async () => {
  const memory = createMemory({ monotonicNow: () => 0 });
  const replicas = [memory.join(), memory.join(), memory.join()].map(createCredentialAttempts);
  const taken = replicas.map((attempts) => takeAll(5, () => attempts.take(ada)));
  const counts = await Promise.all(taken);
  expect(counts.reduce((sum, count) => sum + count)).toBe(10);
});

test('an attempt that cannot be counted is refused, but not that of a partner', async () => {
  const attempts = createCredentialAttempts({ createTries: () => ({ take: async () => 'away' }) });
  expect(await attempts.take(ada)).toMatchObject({
    code: 'RATE_LIMITED',
    retryable: true,
    retryAfterMs: 5_000,
    limit: 'attemptsPerUser',
  });
  expect(await attempts.take({ ...ada, viewer: { kind: 'partner' } })).toBeUndefined();
});
