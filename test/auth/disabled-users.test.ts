import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import type { Session } from '../../src/auth/authenticator.ts';
import { DISABLED } from '../../src/auth/user-guids.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import {
  createSecretSigner,
  createTestAuthenticator,
  mint,
  NOW,
  START,
  USER,
  type Json,
} from './issuer.ts';

const SECRET = 'a-secret-of-at-least-32-bytes-000';
const OTHER = 'USR-22222222-2222-4222-8222-222222222222';
const signer = createSecretSigner(SECRET);
const SECOND = 1_000;

/** Both ways to name the same user; `break` is what happens to them in MX, behind the gateway's back. */
const ways: readonly {
  readonly way: string;
  readonly claims: Json;
  readonly found: string | null;
}[] = [
  { way: 'mx_user_guid, disabled or deleted', claims: {}, found: null },
  { way: 'sub, disabled', claims: { mx_user_guid: undefined }, found: DISABLED },
  { way: 'sub, deleted', claims: { mx_user_guid: undefined }, found: null },
  { way: 'sub, its external id moved', claims: { mx_user_guid: undefined }, found: OTHER },
];

function setUp({ claims, found }: (typeof ways)[number]) {
  const clock = createManualClock(START);
  const mx = { isGone: false, isDown: false, calls: 0 };
  const answer = <T>(good: T, gone: T): Promise<T> => {
    mx.calls += 1;
    if (mx.isDown) return Promise.reject(new Error('MX is down'));
    return Promise.resolve(mx.isGone ? gone : good);
  };
  const authenticator = createTestAuthenticator({
    keys: { kind: 'secret', secret: new Secret(SECRET) },
    findUserGuid: () => answer<string | null>(USER, found),
    isUserActive: () => answer(true, false),
    now: clock.now,
    monotonicNow: clock.monotonicNow,
  });
  const token = `Bearer ${mint(signer, { exp: NOW + 100_000, ...claims })}`;
  return {
    mx,
    clock,
    authenticator,
    enter: () =>
      authenticator.authenticate(token).then(
        ({ viewer }) => (viewer.kind === 'user' ? viewer.userGuid : viewer.kind),
        (error: unknown) => (error instanceof AuthError ? error.code : error),
      ),
    open: () => authenticator.authenticate(token),
  };
}

/** What comes of the token afterwards. */
function outcomeOf({ claims, found }: (typeof ways)[number]) {
  if (found === OTHER) return OTHER;
  return found === null && 'mx_user_guid' in claims ? 'UNKNOWN_USER' : 'UNAUTHENTICATED';
}

/** Looks every 5 s whether the session is still good; how many seconds it lasts. */
async function lastOf(session: Session, clock: ReturnType<typeof createManualClock>) {
  for (let seconds = 0; seconds < 300; seconds += 5) {
    if (!(await session.isStillGood())) return seconds;
    await clock.advance(5 * SECOND);
  }
  return Infinity;
}

test.for(ways)('a user by $way, is admitted for 60 s at most', async (way) => {
  const { mx, clock, enter } = setUp(way);
  expect(await enter()).toBe(USER);
  await clock.advance(7 * SECOND);
  mx.isGone = true;
  await clock.advance(60 * SECOND);
  expect(await enter()).toBe(outcomeOf(way));
});

test.for(ways)('a busy user by $way, is admitted for 60 s at most', async (way) => {
  const { mx, clock, enter } = setUp(way);
  await enter();
  mx.isGone = true;
  const outcomes: unknown[] = [];
  for (let seconds = 0; seconds <= 60; seconds += 1) {
    outcomes.push(await enter());
    await clock.advance(SECOND);
    await settle();
  }
  expect(outcomes.at(-1)).toBe(outcomeOf(way));
});

test.for(ways)('an open session of a user by $way, lasts 60 s at most', async (way) => {
  const { mx, clock, open } = setUp(way);
  const session = await open();
  await clock.advance(33 * SECOND);
  mx.isGone = true;
  expect(await lastOf(session, clock)).toBeLessThanOrEqual(60);
});

test.for(ways)('a thousand sessions of a user by $way, cause a call a minute', async (way) => {
  const { mx, clock, open } = setUp(way);
  const sessions = await Promise.all(Array.from({ length: 1_000 }, open));
  const before = mx.calls;
  for (let seconds = 0; seconds < 600; seconds += 5) {
    const good = await Promise.all(sessions.map((session) => session.isStillGood()));
    expect(new Set(good)).toEqual(new Set([true]));
    await clock.advance(5 * SECOND);
  }
  expect(mx.calls - before).toBeLessThanOrEqual(12);
});

test.for(ways)('an open session of a user by $way, stays open while MX is down', async (way) => {
  const { mx, clock, open } = setUp(way);
  const session = await open();
  mx.isDown = true;
  expect(await lastOf(session, clock)).toBe(Infinity);
});

test.for(ways)('a change made here ends the sessions of a user by $way, at once', async (way) => {
  const { mx, authenticator, enter, open } = setUp(way);
  const session = await open();
  mx.isGone = true;
  authenticator.forgetUser(USER);
  expect(await session.isStillGood()).toBe(false);
  expect(await enter()).toBe(outcomeOf(way));
});

test('a partner causes no call about a user', async () => {
  const way = { way: '', claims: { mx_user_guid: undefined, scope: 'mx:partner' }, found: null };
  const { mx, clock, open } = setUp(way);
  const session = await open();
  mx.isGone = true;
  expect(await lastOf(session, clock)).toBe(Infinity);
  expect(mx.calls).toBe(0);
});
