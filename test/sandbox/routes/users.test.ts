import { expect, test } from 'vitest';
import { startTestSandbox } from '../mx-http.ts';

test('a user is created, read, changed and deleted', async () => {
  await using t = await startTestSandbox();
  const fields = { id: 'My-Test_ID1', email: 'test@mx.com', is_disabled: false, metadata: '{}' };
  const created = await t.call('POST /users', { user: fields });
  expect(created).toMatchObject({ status: 200, body: { user: fields } });
  const { guid } = created.body.user;
  expect(guid).toMatch(/^USR-[0-9a-f-]{36}$/);

  const updated = await t.call(`PUT /users/${guid}`, { user: { is_disabled: true } });
  expect(updated.body.user).toMatchObject({ ...fields, is_disabled: true });
  expect((await t.call(`GET /users/${guid}`)).body).toEqual(updated.body);

  const deleted = await t.call(`DELETE /users/${guid}`);
  expect(deleted).toMatchObject({ status: 204, text: '' });
  expect((await t.call(`GET /users/${guid}`)).status).toBe(404);
  expect((await t.call(`DELETE /users/${guid}`)).status).toBe(404);
});

test.for([
  ['an id with a slash', { id: 'a/b' }, 422],
  ['an id with a space', { id: 'a b' }, 422],
  ['an id like a guid', { id: 'USR-1' }, 422],
  ['an email without a domain', { email: 'someone' }, 422],
  ['a taken id', { id: 'taken' }, 409],
  ['an id that is a number', { id: 7 }, 400],
  ['a boolean that is a number', { is_disabled: 1 }, 400],
] as const)('a user with %s is refused', async ([, user, status]) => {
  await using t = await startTestSandbox();
  await t.createUser({ id: 'taken' });
  expect((await t.call('POST /users', { user })).status).toBe(status);
  expect((await t.call('GET /users')).body.pagination.total_entries).toBe(1);
});

test.for([
  ['id=b', ['b']],
  ['email=b%40mx.com', ['b']],
  ['is_disabled=true', ['c']],
  ['is_disabled=false', ['a', 'b']],
  ['id=B', []],
] as const)('users are filtered by %s', async ([query, ids]) => {
  await using t = await startTestSandbox();
  await t.createUser({ id: 'a' });
  await t.createUser({ id: 'b', email: 'b@mx.com' });
  await t.createUser({ id: 'c', is_disabled: true });
  const { users } = (await t.call(`GET /users?${query}`)).body;
  expect(users.map(({ id }: { id: string }) => id)).toEqual(ids);
});

test("a deleted user's members are deleted too", async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  await t.call(`DELETE ${member.split('/members')[0] ?? ''}`);
  expect((await t.call(`GET ${member}`)).status).toBe(404);
});
