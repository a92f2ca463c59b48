import { expect, test } from 'vitest';
import { json, startTestClient, status } from '../../support/fake-mx.ts';

const wire = { guid: 'USR-1', id: 'mine', email: 'a@b.c', is_disabled: false, metadata: null };
const model = {
  guid: 'USR-1',
  externalId: 'mine',
  email: 'a@b.c',
  isDisabled: false,
  metadata: null,
};

test('a user is created from the given fields', async () => {
  await using t = await startTestClient([json({ user: wire })]);
  expect(await t.client.users.create({ externalId: 'mine', email: null })).toEqual(model);
  expect(t.mx.seen[0]).toMatchObject({
    method: 'POST',
    url: '/users',
    body: '{"user":{"id":"mine"}}',
  });
});

test('an update of a user sends the given fields, and leaves out null', async () => {
  await using t = await startTestClient([json({ user: wire })]);
  await t.client.users.update('USR-1', { email: null, isDisabled: true });
  expect(t.mx.seen[0]).toMatchObject({
    method: 'PUT',
    url: '/users/USR-1',
    body: '{"user":{"is_disabled":true}}',
  });
});

test('a user is deleted, with or without a body in the response', async () => {
  await using t = await startTestClient([status(204), json({})]);
  expect(await t.client.users.delete('USR-1')).toBeUndefined();
  expect(await t.client.users.delete('USR-1')).toBeUndefined();
});

test('a user other than the requested one is refused', async () => {
  await using t = await startTestClient([json({ user: wire })]);
  await expect(t.client.users.read('USR-2')).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  await expect(t.client.users.update('USR-2', { email: 'a@b.c' })).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
  });
});

test('users are found by filter', async () => {
  await using t = await startTestClient([json({ users: [wire] })]);
  const filter = { externalId: 'a/b?c', isDisabled: false };
  expect(await t.client.users.list(filter, { page: 1, perPage: 20 })).toMatchObject({
    items: [model],
    page: 1,
    perPage: 20,
    totalEntries: null,
  });
  expect(t.mx.seen[0]?.url).toBe(
    '/users?page=1&records_per_page=20&id=a%2Fb%3Fc&is_disabled=false',
  );
});

const other = { ...wire, guid: 'USR-2' };

test.for([
  ['the user', [wire], model],
  ['the user among others', [{ ...other, id: 'mine2' }, wire, { ...other, id: null }], model],
  ['no user', [], null],
  [
    'users of other ids',
    [
      { ...wire, id: 'Mine' },
      { ...other, id: 'mine2' },
    ],
    null,
  ],
  ['one user twice', [wire, wire], model],
  ['two users with the id', [wire, other], 'ambiguous'],
] as const)(
  'a search by external id, in one page that lists %s, finds %o',
  async ([, users, found]) => {
    await using t = await startTestClient([json({ users })]);
    expect(await t.client.users.findByExternalId('mine')).toEqual(found);
    expect(t.mx.seen.map(({ url }) => url)).toEqual(['/users?page=1&records_per_page=10&id=mine']);
  },
);

test.for([[[wire]], [[]]])(
  'a search by external id finds no user beside an unreadable row',
  async ([rows = []]) => {
    await using t = await startTestClient([json({ users: [...rows, { id: 'mine' }] })]);
    await expect(t.client.users.findByExternalId('mine')).rejects.toMatchObject({
      code: 'BAD_RESPONSE',
    });
  },
);
