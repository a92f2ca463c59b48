import { expect, test } from 'vitest';
import { login, memberAtMxBank, password, startTestSandbox } from '../mx-http.ts';

test('a new member is answered with 202, listed and read', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser({ id: 'u-1234' });
  const body = memberAtMxBank('password', 'mxuser', { id: 'unique_id', metadata: 'm' });
  const created = await t.call(`POST /users/${user}/members`, body);
  expect(created.status).toBe(202);
  const { member } = created.body;
  expect(member).toMatchObject({
    connection_status: 'CREATED',
    id: 'unique_id',
    institution_code: 'mxbank',
    is_being_aggregated: true,
    metadata: 'm',
    name: 'MX Bank',
    oauth_window_uri: null,
    successfully_aggregated_at: null,
    use_cases: null,
    user_guid: user,
    user_id: 'u-1234',
  });
  expect(JSON.stringify(member)).not.toContain('mxuser');
  expect((await t.call(`GET /users/${user}/members/${member.guid}`)).body.member).toEqual(member);
  expect((await t.call(`GET /users/${user}/members`)).body.members).toEqual([member]);
  const credentials = (await t.call(`GET /users/${user}/members/${member.guid}/credentials`)).body;
  expect(credentials.credentials.map(({ guid }: { guid: string }) => guid)).toEqual([
    login,
    password,
  ]);
});

test.for([
  ['an unknown institution', { institution_code: 'nowhere', credentials: [] }, 404],
  ['no institution', { credentials: [] }, 400],
  ['no credentials', { institution_code: 'mxbank' }, 400],
  [
    'a credential missing',
    { institution_code: 'mxbank', credentials: [{ guid: login, value: 'a' }] },
    400,
  ],
  [
    'a credential of another institution',
    {
      institution_code: 'mxbank',
      credentials: [login, password, 'CRD-other'].map((guid) => ({ guid, value: 'a' })),
    },
    400,
  ],
  [
    'a credential without a value',
    { institution_code: 'mxbank', credentials: [{ guid: login }] },
    400,
  ],
  ['OAuth where there is none', { institution_code: 'mxbank', is_oauth: true }, 400],
  [
    'credentials for OAuth',
    { institution_code: 'mxcu_oauth', is_oauth: true, credentials: [{ guid: login, value: 'a' }] },
    400,
  ],
  ['no OAuth where it is needed', { institution_code: 'mxcu_oauth' }, 400],
  ['an empty member', {}, 400],
] as const)('a member with %s is refused', async ([, member, status]) => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  expect((await t.call(`POST /users/${user}/members`, { member })).status).toBe(status);
  expect((await t.call(`GET /users/${user}/members`)).body.members).toEqual([]);
});

test("the same credentials again are answered with 409, others or another user's are not", async () => {
  await using t = await startTestSandbox();
  const [one, other] = [await t.createUser(), await t.createUser()];
  const body = memberAtMxBank('password');
  const statusOf = async (user: string, member: object): Promise<number> =>
    (await t.call(`POST /users/${user}/members`, member)).status;
  expect(await statusOf(one, body)).toBe(202);
  expect(await statusOf(one, body)).toBe(409);
  expect(await statusOf(one, memberAtMxBank('password', 'other'))).toBe(202);
  expect(await statusOf(other, body)).toBe(202);
});

test('a second member with the same id is answered with 409', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  await t.call(`POST /users/${user}/members`, memberAtMxBank('a', 'a', { id: 'x' }));
  const again = await t.call(`POST /users/${user}/members`, memberAtMxBank('b', 'b', { id: 'x' }));
  expect(again.status).toBe(409);
});

test('a member under skip_aggregation is answered with 200 and has no job', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  const body = memberAtMxBank('password', 'mxuser', { skip_aggregation: true });
  const { status, body: created } = await t.call(`POST /users/${user}/members`, body);
  expect(status).toBe(200);
  expect(created.member).toMatchObject({
    aggregated_at: null,
    connection_status: 'CREATED',
    is_being_aggregated: false,
  });
});

test('a change without credentials starts no job', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  t.advance(t.jobMs);
  const changes = { id: 'new', metadata: 'n', background_aggregation_is_disabled: true };
  const updated = await t.call(`PUT ${member}`, { member: changes });
  expect(updated.body.member).toMatchObject({ ...changes, is_being_aggregated: false });
  expect((await t.call(`PUT ${member}`, { member: {} })).status).toBe(400);
  const wrong = { member: { credentials: [{ guid: 'CRD-other', value: 'a' }] } };
  expect((await t.call(`PUT ${member}`, wrong)).status).toBe(400);
});

test("a deleted member's credentials may be used again", async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  const create = async (): Promise<string> =>
    (await t.call(`POST /users/${user}/members`, memberAtMxBank('password'))).body.member.guid;
  const guid = await create();
  expect((await t.call(`DELETE /users/${user}/members/${guid}`)).status).toBe(204);
  expect((await t.call(`GET /users/${user}/members/${guid}/status`)).status).toBe(404);
  expect(await create()).not.toBe(guid);
});

test('a member is not shown under another user', async () => {
  await using t = await startTestSandbox();
  const guid = (await t.createMember('password')).split('/').at(-1) ?? '';
  const other = await t.createUser();
  expect((await t.call(`GET /users/${other}/members/${guid}`)).status).toBe(404);
});

test('members are paged up to 1000', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  for (let count = 0; count < 30; count += 1) t.sandbox.control.addMember(user, { hasData: false });
  const count = async (query: string): Promise<number> =>
    (await t.call(`GET /users/${user}/members${query}`)).body.members.length;
  expect(await count('')).toBe(25);
  expect(await count('?records_per_page=1000')).toBe(30);
  expect(await count('?records_per_page=1001')).toBe(25);
});
