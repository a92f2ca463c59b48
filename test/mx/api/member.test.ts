import { expect, test } from 'vitest';
import { json, startTestClient, status } from '../../support/fake-mx.ts';
import { KEY, model, PATH, USER, wire } from './member-bench.ts';

test('a member is read without any drift', async () => {
  await using t = await startTestClient([json({ member: wire })]);
  expect(await t.client.members.read(KEY)).toEqual(model);
  expect(t.mx.seen[0]?.url).toBe(PATH);
  expect(t.reports[0]).not.toHaveProperty('driftedFields');
});

test('a malformed field of a member reads as null, and is reported by name', async () => {
  const odd = {
    ...wire,
    name: 5,
    is_oauth: 'no',
    institution_code: 'a/b',
    is_being_aggregated: null,
  };
  await using t = await startTestClient([json({ member: odd })]);
  expect(await t.client.members.read(KEY)).toEqual({
    ...model,
    name: null,
    isOAuth: null,
    institutionCode: null,
  });
  expect(t.reports[0]?.driftedFields).toEqual(['name', 'institution_code', 'is_oauth']);
});

test.for([
  { member: { ...wire, user_guid: 'USR-2' } },
  { member: { ...wire, guid: undefined } },
  { member: [] },
  { members: [wire] },
])('a member body of %j is refused', async (body) => {
  await using t = await startTestClient([json(body)]);
  await expect(t.client.members.read(KEY)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    status: 200,
  });
  expect(t.mx.seen).toHaveLength(1);
});

test('all members of a user are listed', async () => {
  const full = Array.from({ length: 1_000 }, (_, index) => ({ ...wire, guid: `MBR-${index}` }));
  const pagination = { current_page: 1, per_page: 1_000, total_entries: 1_001, total_pages: 2 };
  const first = { members: full, pagination };
  const second = { members: [{ ...wire, guid: 'MBR-1000' }] };
  await using t = await startTestClient([json(first), json(second)]);
  const list = await t.client.members.list(USER);
  expect(list.isComplete).toBe(true);
  expect(list.items).toHaveLength(1_001);
  expect(list.items.at(-1)).toEqual({ ...model, guid: 'MBR-1000' });
  expect(t.mx.seen.map(({ url }) => url)).toEqual([
    '/users/USR-1/members?page=1&records_per_page=1000',
    '/users/USR-1/members?page=2&records_per_page=1000',
  ]);
});

test('a member has no challenges when MX answers 204', async () => {
  await using t = await startTestClient([status(204)]);
  expect(await t.client.members.challenges(KEY)).toEqual([]);
});

test('a member is deleted', async () => {
  await using t = await startTestClient([status(204)]);
  expect(await t.client.members.delete(KEY)).toBeUndefined();
  expect(t.mx.seen[0]).toMatchObject({ method: 'DELETE', url: PATH, body: '' });
});

test('an OAuth window is requested', async () => {
  const uri = 'https://mxbank.mx.com/oauth/authorize?client_id=b8';
  await using t = await startTestClient([
    json({ member: { guid: 'MBR-1', oauth_window_uri: uri } }),
    json({ member: { guid: 'MBR-1', oauth_window_uri: null } }),
  ]);
  expect(await t.client.members.oauthWindow(KEY, { referralSource: 'BROWSER' })).toBe(uri);
  expect(t.mx.seen[0]?.url).toBe(`${PATH}/oauth_window_uri?referral_source=BROWSER`);
  await expect(t.client.members.oauthWindow(KEY, {})).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
  });
});
