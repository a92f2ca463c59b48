import { expect, test } from 'vitest';
import { createFindUserGuid } from '../../src/auth/find-user-guid.ts';
import { createUserGuids, DISABLED, type FindUserGuid } from '../../src/auth/user-guids.ts';
import type { Row } from '../../src/mx/api/decode.ts';
import { createUserCalls } from '../../src/mx/api/user.ts';
import { MxError } from '../../src/mx/errors.ts';
import type { Send } from '../../src/mx/wire/call.ts';
import { createManualClock } from '../support/manual-clock.ts';

const ALICE = 'USR-11111111-1111-4111-8111-111111111111';
const BOB = 'USR-22222222-2222-4222-8222-222222222222';

/** Users by external id, which a test may change, and the questions that MX got. */
function setUp(users: Record<string, string | null>, maxEntries?: number) {
  const asked: string[] = [];
  const clock = createManualClock();
  const findUserGuid: FindUserGuid = async (externalId) => {
    asked.push(externalId);
    return users[externalId] ?? null;
  };
  const guids = createUserGuids({
    findUserGuid,
    monotonicNow: clock.monotonicNow,
    maxEntries,
  });
  return { ...guids, asked, advance: clock.advance };
}

test('a hundred lookups of one external id, at once and later, are one call', async () => {
  const { find, asked, advance } = setUp({ alice: ALICE });
  const found = await Promise.all(Array.from({ length: 100 }, () => find('alice')));
  expect(new Set(found)).toEqual(new Set([ALICE]));
  await advance(50_000 - 1);
  expect(await find('alice')).toBe(ALICE);
  expect(asked).toEqual(['alice']);
});

test("a user's guid is looked up again after a minute", async () => {
  const users: Record<string, string> = { alice: ALICE };
  const { find, asked, advance } = setUp(users);
  await find('alice');
  users['alice'] = BOB;
  await advance(60_000);
  expect(await find('alice')).toBe(BOB);
  expect(asked).toHaveLength(2);
});

test('an external id without a user is kept as such for 5 s', async () => {
  const users: Record<string, string> = {};
  const { find, asked, advance } = setUp(users);
  expect(await find('alice')).toBeNull();
  users['alice'] = ALICE;
  await advance(4_999);
  expect(await find('alice')).toBeNull();
  expect(asked).toHaveLength(1);
  await advance(1);
  expect(await find('alice')).toBe(ALICE);
});

test('an external id named as a property of Object.prototype is an ordinary id', async () => {
  const { find } = setUp(Object.assign(Object.create(null), { alice: ALICE }));
  expect([await find('__proto__'), await find('constructor')]).toEqual([null, null]);
  expect(await find('alice')).toBe(ALICE);
});

test('a failed lookup reaches its caller and is not remembered', async () => {
  const trouble = new MxError('TIMEOUT', 'GET /users');
  let failures = 1;
  const { find } = createUserGuids({
    findUserGuid: () => (failures-- > 0 ? Promise.reject(trouble) : Promise.resolve(ALICE)),
    monotonicNow: () => 0,
  });
  const error = { name: 'AuthError', code: 'UNAVAILABLE', cause: trouble };
  const together = await Promise.allSettled([find('alice'), find('alice')]);
  expect(together).toMatchObject([{ reason: error }, { reason: error }]);
  expect(await find('alice')).toBe(ALICE);
});

test.for(['MBR-1', '', '../users', `${ALICE}/members`])(
  'a lookup answered with %j finds no user',
  async (guid) => {
    const { find } = setUp({ alice: guid });
    await expect(find('alice')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  },
);

test('the external id that was looked up longest ago is forgotten first', async () => {
  const { find, asked } = setUp({ a: ALICE, b: BOB, c: ALICE }, 2);
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await find(id);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('a user that was changed here is looked up again', async () => {
  const users: Record<string, string | null> = { alice: ALICE, bob: BOB };
  const { find, forget, asked } = setUp(users);
  await Promise.all([find('alice'), find('bob')]);
  users['alice'] = null;
  forget(ALICE);
  expect([await find('alice'), await find('bob')]).toEqual([null, BOB]);
  expect(asked).toEqual(['alice', 'bob', 'alice']);
});

test('a lookup in flight during a change is not kept', async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let asked = 0;
  const { find, forget } = createUserGuids({
    findUserGuid: () => answers[asked++]?.promise ?? Promise.resolve(null),
    monotonicNow: () => 0,
  });
  const before = find('alice');
  forget(ALICE);
  const after = find('alice');
  answers[1]?.resolve(BOB);
  answers[0]?.resolve(ALICE);
  expect([await before, await after, await find('alice')]).toEqual([ALICE, BOB, BOB]);
  expect(asked).toBe(2);
});

/** Finds users through the calls to MX, which lists these rows. */
function setUpFind(rows: readonly Row[]) {
  const asked: unknown[] = [];
  const send: Send = async (name, { query }, decode) => {
    asked.push([name, query]);
    return decode({ users: rows }, [], 200);
  };
  return { find: createFindUserGuid(createUserCalls(send)), asked };
}

function user(guid: string, id: string | null, isDisabled: boolean | null = null): Row {
  return { guid, id, is_disabled: isDisabled };
}

test.for<[string, readonly Row[], string | null]>([
  ['the user with that id', [user(ALICE, 'alice')], ALICE],
  ['the user with that id, not disabled', [user(ALICE, 'alice', false)], ALICE],
  ['a disabled user with that id', [user(ALICE, 'alice', true)], DISABLED],
  ['nobody', [], null],
  ['a user with another spelling', [user(ALICE, 'Alice')], null],
  ['a user whose id begins so', [user(BOB, 'alice2'), user(ALICE, 'alice')], ALICE],
  ['everybody, the filter ignored', [user(BOB, null), user(ALICE, 'bob')], null],
  ['two users with that id', [user(ALICE, 'alice'), user(BOB, 'alice')], DISABLED],
])('a lookup counts only an exact external id when MX lists %s', async (row) => {
  const [, rows, guid] = row;
  const { find, asked } = setUpFind(rows);
  expect(await find('alice')).toBe(guid);
  expect(asked).toEqual([['listUsers', expect.objectContaining({ id: 'alice', page: 1 })]]);
});

test.for([[], [user(ALICE, 'alice')]])(
  'a user list with an unreadable row finds no user beside %j',
  async (rows) => {
    const { find } = setUpFind([...rows, { id: 'alice' }]);
    await expect(find('alice')).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  },
);
