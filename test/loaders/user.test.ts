import { expect, test } from 'vitest';
import { Ledger } from '../../src/ledger.ts';
import { createUserLoaders } from '../../src/loaders/user.ts';
import { createUserCalls } from '../../src/mx/api/user.ts';
import type { MxCalls } from '../../src/mx/client.ts';
import type { Send } from '../../src/mx/wire/call.ts';
import { administrator, ownUser } from '../support/keys.ts';

const mine = { guid: 'USR-1', id: 'mine' };

/** The loaders of an operation for which MX lists these rows, whatever it is asked for. */
function setUp(rows: readonly unknown[]) {
  const send: Send = async (_name, _request, decode) => decode({ users: rows }, [], 200);
  const mx = { users: createUserCalls(send) } as MxCalls;
  return createUserLoaders({
    callsFor: () => mx,
    share: (_batch, { read }) => read(mx),
    note: () => {},
    batched: (loader, keys) => new Ledger({ most: 100 }).startBatch(loader, keys),
    readStatus: () => Promise.reject(new Error('no status')),
  });
}

test('a user found by external id need not be read again', async () => {
  const { user, userByExternalId } = setUp([mine]);
  const found = await userByExternalId.load({ administrator, externalId: 'mine' });
  expect(found).toMatchObject({ guid: 'USR-1', externalId: 'mine' });
  expect(await user.load(ownUser('USR-1'))).toBe(found);
});

test.for([
  ['two users with the external id', [mine, { ...mine, guid: 'USR-2' }]],
  ['a row beside the user that cannot be read', [mine, { id: 'mine' }]],
  ['nothing but a row that cannot be read', [{ id: 'mine' }]],
] as const)('a lookup by external id that finds %s is a bad response', async ([, rows]) => {
  const found = setUp(rows).userByExternalId.load({ administrator, externalId: 'mine' });
  await expect(found).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});
