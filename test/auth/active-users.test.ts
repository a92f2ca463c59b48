import { expect, test } from 'vitest';
import { createActiveUsers, createIsUserActive } from '../../src/auth/active-users.ts';
import { MxError } from '../../src/mx/errors.ts';
import { createManualClock } from '../support/manual-clock.ts';

const ALICE = 'USR-11111111-1111-4111-8111-111111111111';

function user(isDisabled: boolean | null) {
  return { guid: ALICE, externalId: null, email: null, isDisabled, metadata: null };
}

test.for<[string, () => Promise<ReturnType<typeof user>>, boolean]>([
  ['one who is not disabled', () => Promise.resolve(user(false)), true],
  ['one of whom MX does not say it', () => Promise.resolve(user(null)), true],
  ['a disabled one', () => Promise.resolve(user(true)), false],
  ['one who is gone', () => Promise.reject(new MxError('NOT_FOUND', 'GET')), false],
])('an end user is looked up by guid: %s is active or not', async ([, read, isActive]) => {
  expect(await createIsUserActive({ read })(ALICE)).toBe(isActive);
});

test('a failure of MX is thrown, and taken for neither active nor inactive', async () => {
  const trouble = new MxError('UNAVAILABLE', 'GET');
  const isUserActive = createIsUserActive({ read: () => Promise.reject(trouble) });
  await expect(isUserActive(ALICE)).rejects.toBe(trouble);
});

test('an active user stays active through an outage of MX, and not through a change made here', async () => {
  const clock = createManualClock();
  const { isActive, forget } = createActiveUsers({
    isUserActive: () => Promise.reject(new MxError('UNAVAILABLE', 'GET')),
    monotonicNow: clock.monotonicNow,
  });
  for (let hours = 0; hours < 48; hours += 1) {
    expect(await isActive(ALICE)).toBe(true);
    await clock.advance(3_600_000);
  }
  forget(ALICE);
  await expect(isActive(ALICE)).rejects.toMatchObject({ name: 'AuthError', code: 'UNAVAILABLE' });
});
