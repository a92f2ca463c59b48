import { expect, test } from 'vitest';
import { createFirstResults } from '../../src/changes/first-results.ts';
import { createUserChanges } from '../../src/changes/user.ts';
import type { UserCalls, UserModel } from '../../src/mx/api/user.ts';
import { MxError } from '../../src/mx/errors.ts';
import { administrator } from '../support/keys.ts';

const user: UserModel = {
  guid: 'USR-1',
  externalId: 'mine',
  email: null,
  isDisabled: null,
  metadata: null,
};
const origin = { caller: 'partner:demo' };

/** Creations of users that are all cut off, where MX finds this by an external id. */
function setUp(found: UserModel | 'ambiguous' | null, searchesWithout = 0) {
  let creations = 0;
  let searches = 0;
  const users: Partial<UserCalls> = {
    async create() {
      creations += 1;
      throw new MxError('OUTCOME_UNKNOWN', 'cut off');
    },
    async findByExternalId() {
      searches += 1;
      return searches > searchesWithout ? found : null;
    },
  };
  const changes = createUserChanges({
    users: users as UserCalls,
    firstResults: createFirstResults({
      monotonicNow: () => 0,
      sleep: (ms) => (ms < 2_000 ? Promise.resolve() : new Promise(() => {})),
    }),
    onChanged: () => {},
    onDeleted: () => {},
  });
  const create = () => changes.create(administrator, { externalId: 'mine' }, origin);
  return { changes, create, creations: () => creations };
}

test('a creation without a response finds the user that it has made', async () => {
  const { create, creations } = setUp(user, 2);
  expect(await create()).toMatchObject({ kind: 'done', value: user, isRepeat: false });
  expect(creations()).toBe(1);
});

test('a repeated creation finds the user that the first one has made', async () => {
  const { create, creations } = setUp(user, 3);
  await expect(create()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(await create()).toMatchObject({ kind: 'done', value: user, isRepeat: true });
  expect(creations()).toBe(1);
});

test('a repeated creation makes no user while two have the external id', async () => {
  const { create, creations } = setUp('ambiguous');
  await expect(create()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  await expect(create()).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  expect(creations()).toBe(1);
});

test.for([
  [user, user],
  [null, null],
  ['ambiguous', null],
] as const)('when MX finds %o, the user in the way of another is %o', async ([found, inTheWay]) => {
  expect(await setUp(found).changes.findByExternalId(administrator, 'mine')).toEqual(inTheWay);
});
