import { expect, test } from 'vitest';
import { lanes } from '../../../src/mx/scope.ts';
import { createNewcomers } from '../../../src/mx/wire/newcomers.ts';
import { json, startTestClient, status } from '../../support/fake-mx.ts';

const USER = 'USR-1';
const member = { guid: 'MBR-1', user_guid: USER };
const input = { institutionCode: 'bank', credentials: [] };
const gone = status(404);

test('a read of a new user that MX does not know yet is made again', async () => {
  const user = json({ user: { guid: USER } });
  await using t = await startTestClient([user, gone, gone, user]);
  await t.client.users.create({ email: 'a@b.c' });
  expect(await t.client.users.read(USER)).toMatchObject({ guid: USER });
  expect(t.mx.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET']);
});

test('a read of a new member that MX does not know yet is made again', async () => {
  await using t = await startTestClient([json({ member }), gone, json({ member })]);
  const { guid } = await t.client.members.create(USER, input);
  const read = await t.client.members.read({ userGuid: USER, memberGuid: guid });
  expect(read).toMatchObject({ guid });
  expect(t.mx.seen).toHaveLength(3);
});

test('an unknown member of a user who is not new is unknown at once', async () => {
  await using t = await startTestClient([json({ member }), gone]);
  await t.client.members.create(USER, input);
  const read = t.client.members.read({ userGuid: USER, memberGuid: 'MBR-2' });
  await expect(read).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(t.mx.seen).toHaveLength(2);
});

test('a poll of a new member is not made again', async () => {
  await using t = await startTestClient([json({ member }), gone]);
  await t.client.members.create(USER, input);
  const { members } = t.client.in({ lane: lanes.polls });
  const poll = members.readStatus({ userGuid: USER, memberGuid: member.guid });
  await expect(poll).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(t.mx.seen).toHaveLength(2);
});

test('a write to a new user is not made again', async () => {
  await using t = await startTestClient([json({ user: { guid: USER } }), gone]);
  await t.client.users.create({ email: 'a@b.c' });
  const update = t.client.users.update(USER, { email: 'b@b.c' });
  await expect(update).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(t.mx.seen).toHaveLength(2);
});

test('a user is new for a second, and reads are made about 0.2, 0.6 and 1 s after the creation', () => {
  const newcomers = createNewcomers();
  const subject = { owner: USER, name: USER };
  newcomers.add(subject, 5_000);
  expect(newcomers.patienceMs(subject, 5_000)).toBe(200);
  expect(newcomers.patienceMs(subject, 5_200)).toBe(400);
  expect(newcomers.patienceMs(subject, 5_999)).toBe(400);
  expect(newcomers.patienceMs(subject, 6_000)).toBeUndefined();
  expect(newcomers.patienceMs({ owner: 'USR-2', name: 'USR-2' }, 5_000)).toBeUndefined();
});

test('everything of a new user is new, but a new member makes no other member new', () => {
  const newcomers = createNewcomers();
  newcomers.add({ owner: USER, name: USER }, 0);
  newcomers.add({ owner: 'USR-2', name: 'USR-2/MBR-1' }, 0);
  expect(newcomers.patienceMs({ owner: USER, name: `${USER}/MBR-9` }, 1)).toBe(200);
  expect(newcomers.patienceMs({ owner: 'USR-2', name: 'USR-2/MBR-1' }, 1)).toBe(200);
  expect(newcomers.patienceMs({ owner: 'USR-2', name: 'USR-2/MBR-2' }, 1)).toBeUndefined();
});

test('a thousand newcomers are remembered, the latest of them', () => {
  const newcomers = createNewcomers();
  const toSubject = (index: number) => ({ owner: `USR-${index}`, name: `USR-${index}` });
  for (let index = 0; index <= 1_000; index += 1) newcomers.add(toSubject(index), 0);
  expect(newcomers.patienceMs(toSubject(0), 0)).toBeUndefined();
  expect(newcomers.patienceMs(toSubject(1), 0)).toBe(200);
});
